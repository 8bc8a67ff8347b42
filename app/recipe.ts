/** The recipe as the page edits it: pure functions from one document to the next. Checking is the engine's. */
import type { OperationInfo, ParameterInfo, Problem } from "./messages";

export interface RecipeInput {
  kind: string;
  channel?: unknown;
  z?: unknown;
  t?: unknown;
  [extra: string]: unknown;
}

export interface Step {
  id: string;
  op: string;
  in?: Record<string, string | string[]>;
  params?: Record<string, unknown>;
  off?: boolean;
  title?: string;
  [extra: string]: unknown;
}

export interface Recipe {
  tabscope: number;
  title: string;
  inputs: Record<string, RecipeInput>;
  steps: Step[];
  show: string[];
  [extra: string]: unknown;
}

/** A parameter that follows from what an earlier step found. */
export interface Rule {
  auto: string;
  times?: number;
  at_least?: number;
  of?: "disk";
}

export interface Amount {
  value: number;
  unit: string;
}

/** Make a recipe of what a file, a link or the gallery says; null where it cannot be one. */
export function asRecipe(document: unknown): Recipe | null {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return null;
  const found = document as Partial<Recipe>;
  if (typeof found.tabscope !== "number" || !Array.isArray(found.steps)) return null;
  if (!found.steps.every((step) => typeof step?.id === "string" && typeof step?.op === "string")) return null;
  const show = Array.isArray(found.show) ? found.show : found.steps.map((step) => step.id);
  return {
    ...found,
    tabscope: found.tabscope,
    title: found.title ?? "",
    inputs: found.inputs ?? {},
    steps: found.steps,
    show,
  };
}

/** Two recipes say the same, whoever holds them. */
export function sameRecipe(one: Recipe, other: Recipe): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

export function operationOf(step: Step, operations: OperationInfo[]): OperationInfo | undefined {
  const exact = operations.find((one) => `${one.id}@${one.version}` === step.op);
  if (exact || step.op.includes("@")) return exact;
  return operations.filter((one) => one.id === step.op).sort((a, b) => b.version - a.version)[0];
}

export function setParameter(recipe: Recipe, id: string, name: string, value: unknown): Recipe {
  return changeStep(recipe, id, (step) => ({ ...step, params: { ...step.params, [name]: value } }));
}

/** Forget what was written, so that the default counts. */
export function resetParameter(recipe: Recipe, id: string, name: string): Recipe {
  return changeStep(recipe, id, (step) => {
    const { [name]: _, ...rest } = step.params ?? {};
    return { ...step, params: rest };
  });
}

export function setWire(recipe: Recipe, id: string, port: string, source: string | string[]): Recipe {
  return changeStep(recipe, id, (step) => ({ ...step, in: { ...step.in, [port]: source } }));
}

export function setInput(recipe: Recipe, name: string, patch: Partial<RecipeInput>): Recipe {
  const input = recipe.inputs[name];
  if (!input) return recipe;
  return { ...recipe, inputs: { ...recipe.inputs, [name]: { ...input, ...patch } as RecipeInput } };
}

/** Switch a step off or on; one that is on says nothing about it. */
export function toggleStep(recipe: Recipe, id: string): Recipe {
  return changeStep(recipe, id, (step) => {
    const { off, ...rest } = step;
    return off ? rest : { ...step, off: true };
  });
}

export function removeStep(recipe: Recipe, id: string, operations: OperationInfo[]): Recipe {
  const step = recipe.steps.find((one) => one.id === id);
  if (!step) return recipe;
  const handed = passedOn(step, operations);
  const steps = recipe.steps
    .filter((one) => one.id !== id)
    .map((one) => (handed ? { ...one, in: rewired(one.in, id, handed) } : one));
  return { ...recipe, steps, show: recipe.show.filter((one) => one !== id) };
}

/**
 * Add an operation behind the step `after` (or at the end), wired to the nearest earlier data of the right kind. The
 * steps behind it then take its output where they took what it took, but never a measurement: intensity is
 * measured on the pixels as stored unless a person wires something else (ground rules, section 3).
 */
export function addStep(
  recipe: Recipe,
  operation: OperationInfo,
  after: string,
  operations: OperationInfo[],
): Recipe {
  const at = after ? recipe.steps.findIndex((one) => one.id === after) + 1 : recipe.steps.length;
  const id = freeName(recipe, operation.id.split(".")[1] ?? operation.id);
  const before = recipe.steps.slice(0, at);
  const wires: Record<string, string> = {};
  for (const port of operation.inputs) {
    const source = nearest(recipe, before, port.kind, operations);
    if (source && !port.optional) wires[port.name] = source;
  }
  const step: Step = { id, op: `${operation.id}@${operation.version}`, in: wires, params: {} };
  const output = operation.outputs[0]?.kind;
  const taken = operation.inputs.find((port) => port.kind === output);
  const source = taken && wires[taken.name];
  const behind = recipe.steps.slice(at).map((one) => {
    const measures = outputKind(recipe, one, operations) === "table";
    const follows = output === "intensity" && measures;
    return source && !follows ? { ...one, in: rewired(one.in, source, id) } : one;
  });
  const given = outputKind({ ...recipe, steps: [...before, step] }, step, operations);
  const shows = given === "labels" || given === "table";
  return { ...recipe, steps: [...before, step, ...behind], show: shows ? [...recipe.show, id] : recipe.show };
}

/** Everything a port of this kind could take at this place of the recipe. */
export function wireable(recipe: Recipe, id: string, kind: string, operations: OperationInfo[]): string[] {
  const at = recipe.steps.findIndex((one) => one.id === id);
  const fits = (given: string | undefined) => takes(kind, given);
  const inputs = Object.entries(recipe.inputs).filter(
    ([, input]) => input.channel !== "all" && fits(input.kind ?? "intensity"),
  );
  const steps = recipe.steps.slice(0, at).filter((one) => fits(outputKind(recipe, one, operations)));
  return [...inputs.map(([name]) => name), ...steps.map((one) => one.id)];
}

const PIXELS: readonly string[] = ["intensity", "mask", "labels"];

/** Whether a port takes what is given: labels also serve as a mask, and any pixels where it is for pixels. */
export function takes(port: string, given: string | undefined): boolean {
  if (port === "pixels") return PIXELS.includes(given ?? "");
  return given === port || (port === "mask" && given === "labels");
}

/** The kind of what a step gives; what moves pixels gives the kind that it takes. */
export function outputKind(recipe: Recipe, step: Step, operations: OperationInfo[]): string | undefined {
  const operation = operationOf(step, operations);
  const kind = operation?.outputs[0]?.kind;
  if (kind !== "pixels") return kind;
  const wired = operation?.inputs.map((one) => step.in?.[one.name]).find((one) => one);
  const name = Array.isArray(wired) ? wired[0] : wired;
  const at = recipe.steps.findIndex((one) => one.id === step.id);
  const before = recipe.steps.slice(0, at < 0 ? undefined : at).find((one) => one.id === name);
  if (before && before.id !== step.id) return outputKind(recipe, before, operations);
  return recipe.inputs[name ?? ""]?.kind ?? "intensity";
}

export function asRule(value: unknown): Rule | null {
  return typeof value === "object" && value !== null && "auto" in value ? (value as Rule) : null;
}

/** A written length, area or number as value and unit. */
export function asAmount(value: unknown): Amount | null {
  if (typeof value === "number") return { value, unit: "px" };
  if (typeof value !== "object" || value === null || !("value" in value)) return null;
  const { value: number, unit } = value as { value: unknown; unit?: unknown };
  return typeof number === "number" ? { value: number, unit: typeof unit === "string" ? unit : "px" } : null;
}

/** What a rule comes to, given what its step found. */
export function ruleValue(rule: Rule, found: number): number {
  const base = rule.of === "disk" ? (Math.PI * found * found) / 4 : found;
  return Math.max(rule.at_least ?? Number.NEGATIVE_INFINITY, (rule.times ?? 1) * base);
}

/** The value a field shows: what is written, else the default. */
export function writtenValue(step: Step, parameter: ParameterInfo): unknown {
  return step.params && parameter.name in step.params ? step.params[parameter.name] : parameter.default;
}

/** The problems of one step; those of a parameter name it. */
export function problemsOf(problems: Problem[], id: string, parameter?: string): Problem[] {
  return flat(problems).filter(
    (one) => one.details.step === id && (parameter === undefined || one.details.parameter === parameter),
  );
}

/** Problems of what an input takes; those of a step are shown there. */
export function problemsOfInput(problems: Problem[], name: string): Problem[] {
  return flat(problems).filter((one) => one.details.input === name && one.details.step === undefined);
}

/** Problems that belong to no step and no input on the page. */
export function otherProblems(problems: Problem[], recipe: Recipe): Problem[] {
  const ids = new Set(recipe.steps.map((one) => one.id));
  const names = new Set(Object.keys(recipe.inputs));
  return flat(problems).filter(
    (one) =>
      !ids.has(String(one.details.step)) &&
      (one.details.step !== undefined || !names.has(String(one.details.input))),
  );
}

/** A problem's own problems, where it stands for several. */
export function flat(problems: Problem[]): Problem[] {
  return problems.flatMap((one) => (one.problems?.length ? flat(one.problems) : [one]));
}

/** The recipe with one step changed. */
export function changeStep(recipe: Recipe, id: string, change: (step: Step) => Step): Recipe {
  return { ...recipe, steps: recipe.steps.map((one) => (one.id === id ? change(one) : one)) };
}

/** Wires that took `from` take `to`. */
export function rewired(wires: Step["in"], from: string, to: string): Record<string, string | string[]> {
  const swap = (name: string) => (name === from ? to : name);
  return Object.fromEntries(
    Object.entries(wires ?? {}).map(([port, source]) => [
      port,
      Array.isArray(source) ? source.map(swap) : swap(source),
    ]),
  );
}

/** What a step hands on unchanged in kind: the source that stands in for it where it is taken out; null for none. */
export function passedOn(step: Step, operations: OperationInfo[]): string | null {
  const operation = operationOf(step, operations);
  const port = operation?.inputs.find((one) => one.kind === operation.outputs[0]?.kind);
  const source = port && step.in?.[port.name];
  return (Array.isArray(source) ? source[0] : source) ?? null;
}

/** The last data of this kind among the steps `before`, else an input; labels also serve as a mask. */
export function nearest(
  recipe: Recipe,
  before: Step[],
  kind: string,
  operations: OperationInfo[],
): string | null {
  const of = (one: Step) => outputKind(recipe, one, operations);
  const step = before.findLast((one) => of(one) === kind || (kind === "pixels" && takes(kind, of(one))));
  if (step) return step.id;
  if (kind === "mask") {
    const labels = before.findLast((one) => of(one) === "labels");
    if (labels) return labels.id;
  }
  const given = Object.entries(recipe.inputs).find(([, input]) => {
    const found = input.kind ?? "intensity";
    return found === kind || (kind === "pixels" && takes(kind, found));
  });
  return given?.[0] ?? null;
}

/** A name that no input and no step has. */
export function freeName(recipe: Recipe, wanted: string): string {
  const taken = new Set([...Object.keys(recipe.inputs), ...recipe.steps.map((one) => one.id)]);
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
