/** The order of a recipe's steps and what is done with whole steps: move, copy, name, show, freeze. */
import type { OperationInfo } from "./messages";
import {
  asRule,
  changeStep,
  freeName,
  nearest,
  operationOf,
  outputKind,
  passedOn,
  type Recipe,
  type Rule,
  rewired,
  ruleValue,
  type Step,
} from "./recipe";

/** Move a step by some places. */
export function moveStep(recipe: Recipe, id: string, by: number, operations: OperationInfo[]): Recipe {
  const from = recipe.steps.findIndex((one) => one.id === id);
  return from < 0 ? recipe : moveStepTo(recipe, id, from + by, operations);
}

/**
 * Put a step at place `to` (from 0) of the list.
 *
 * A step that hands on the kind it takes, such as a filter, is taken out of its thread and put into the one at its
 * new place, as if it had been removed and added there. Any other wire that would come from a later step is led to
 * the nearest earlier data of its kind; where there is none it stays, and the check says so at the step.
 */
export function moveStepTo(recipe: Recipe, id: string, to: number, operations: OperationInfo[]): Recipe {
  const from = recipe.steps.findIndex((one) => one.id === id);
  const step = recipe.steps[from];
  if (!step || to < 0 || to >= recipe.steps.length || to === from) return recipe;
  const handed = passedOn(step, operations);
  const rest = recipe.steps
    .filter((one) => one.id !== id)
    .map((one) => (handed ? { ...one, in: rewired(one.in, id, handed) } : one));
  const moved = { ...recipe, steps: [...rest.slice(0, to), step, ...rest.slice(to)] };
  const threaded = handed ? intoThread(moved, to, operations) : moved;
  return { ...threaded, steps: threaded.steps.map((one, at) => wiredEarlier(threaded, one, at, operations)) };
}

/** Wire the step at place `at` to the thread it stands in, and the steps behind it to its output. */
function intoThread(recipe: Recipe, at: number, operations: OperationInfo[]): Recipe {
  const step = recipe.steps[at] as Step;
  const operation = operationOf(step, operations);
  const kind = operation?.outputs[0]?.kind;
  const port = operation?.inputs.find((one) => one.kind === kind);
  const source = kind && nearest(recipe, recipe.steps.slice(0, at), kind, operations);
  if (!port || !source) return recipe;
  const steps = recipe.steps.map((one, index) => {
    if (index < at) return one;
    if (index === at) return { ...one, in: { ...one.in, [port.name]: source } };
    // Intensity is measured on the pixels as stored unless a person wires something else.
    const measures = kind === "intensity" && outputKind(recipe, one, operations) === "table";
    return measures ? one : { ...one, in: rewired(one.in, source, step.id) };
  });
  return { ...recipe, steps };
}

function wiredEarlier(recipe: Recipe, step: Step, at: number, operations: OperationInfo[]): Step {
  const before = recipe.steps.slice(0, at);
  const known = new Set([...Object.keys(recipe.inputs), ...before.map((one) => one.id)]);
  const operation = operationOf(step, operations);
  const wires = Object.entries(step.in ?? {}).map(([port, source]) => {
    if (Array.isArray(source) || known.has(source)) return [port, source];
    const kind = operation?.inputs.find((one) => one.name === port)?.kind;
    return [port, (kind && nearest(recipe, before, kind, operations)) || source];
  });
  const same = wires.every(([port, source]) => step.in?.[port as string] === source);
  return same ? step : { ...step, in: Object.fromEntries(wires) as Step["in"] & object };
}

/** Put a copy of a step behind it; the copy takes what the step gives where it can, and what it takes where not. */
export function duplicateStep(recipe: Recipe, id: string, operations: OperationInfo[]): Recipe {
  const at = recipe.steps.findIndex((one) => one.id === id);
  const step = recipe.steps[at];
  if (!step) return recipe;
  const name = freeName(recipe, id);
  const copy: Step = { ...step, id: name, in: { ...step.in }, params: { ...step.params } };
  const steps = [...recipe.steps.slice(0, at + 1), copy, ...recipe.steps.slice(at + 1)];
  const doubled = { ...recipe, steps };
  const threaded = passedOn(step, operations) ? intoThread(doubled, at + 1, operations) : doubled;
  return recipe.show.includes(id) ? { ...threaded, show: [...threaded.show, name] } : threaded;
}

/** Give a step a name of a person's own; an empty one brings back the operation's. */
export function renameStep(recipe: Recipe, id: string, title: string): Recipe {
  return changeStep(recipe, id, (step) => {
    const { title: _, ...rest } = step;
    return title.trim() ? { ...rest, title: title.trim() } : rest;
  });
}

/** Show a step's result on the image and in the exports, or no longer. */
export function toggleShown(recipe: Recipe, id: string): Recipe {
  const show = recipe.show.includes(id) ? recipe.show.filter((one) => one !== id) : [...recipe.show, id];
  const place = new Map(recipe.steps.map((one, index) => [one.id, index]));
  return { ...recipe, show: show.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)) };
}

/** Whether any parameter follows from what a step finds. */
export function hasRules(recipe: Recipe): boolean {
  return recipe.steps.some((step) => Object.values(step.params ?? {}).some((one) => asRule(one)));
}

/** Replace rules by the numbers they came to; a rule whose step has found nothing yet stays. */
export function frozen(recipe: Recipe, found: (rule: Rule) => number | null): Recipe {
  const steps = recipe.steps.map((step) => {
    const params = Object.entries(step.params ?? {}).map(([name, value]) => {
      const rule = asRule(value);
      const base = rule && found(rule);
      return [name, rule && base !== null ? Number(ruleValue(rule, base).toPrecision(6)) : value];
    });
    return step.params ? { ...step, params: Object.fromEntries(params) } : step;
  });
  return { ...recipe, steps };
}
