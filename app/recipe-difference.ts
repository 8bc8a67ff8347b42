/** What differs between two recipes, as a list for people. */
import type { OperationInfo } from "./messages";
import { typed } from "./numbers";
import { asAmount, asRule, operationOf, type Recipe, type Step, writtenValue } from "./recipe";
import { stepTitle } from "./step-state";
import { WORDS } from "./words";

export interface Change {
  what: string;
  a: string;
  b: string;
}

/** Steps that are in one only, at another place, wired otherwise or switched off, and parameters with both values. */
export function changesBetween(a: Recipe, b: Recipe, operations: OperationInfo[]): Change[] {
  const title = (step: Step) => stepTitle(step, operations);
  const without = (words: string): Change => ({ what: words, a: "", b: "" });
  const gone = a.steps.filter((one) => !b.steps.some((other) => other.id === one.id));
  const changes = [...inputChanges(a, b), ...gone.map((one) => without(WORDS.stepRemoved(title(one))))];
  const left = a.steps.filter((one) => !gone.includes(one)).map((one) => one.id);
  const kept = b.steps.filter((one) => left.includes(one.id)).map((one) => one.id);
  for (const step of b.steps) {
    const was = a.steps.find((one) => one.id === step.id);
    if (!was) changes.push(without(WORDS.stepAdded(title(step))));
    else {
      if (left.indexOf(step.id) !== kept.indexOf(step.id))
        changes.push(without(WORDS.stepMoved(title(step))));
      changes.push(...stepChanges(was, step, operations));
    }
  }
  return changes;
}

function inputChanges(a: Recipe, b: Recipe): Change[] {
  const names = [...new Set([...Object.keys(a.inputs), ...Object.keys(b.inputs)])];
  const said = (value: unknown) =>
    typeof value === "string" ? value : value === undefined ? "–" : JSON.stringify(value);
  return names.flatMap((name) => {
    const [one, other] = [a.inputs[name], b.inputs[name]];
    if (!other) return [{ what: WORDS.stepRemoved(WORDS.inputChanged(name)), a: "", b: "" }];
    if (!one) return [{ what: WORDS.stepAdded(WORDS.inputChanged(name)), a: "", b: "" }];
    return ["channel", "z", "t"]
      .filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]))
      .map((field) => ({
        what: `${WORDS.inputChanged(name)} · ${field}`,
        a: said(one[field]),
        b: said(other[field]),
      }));
  });
}

function stepChanges(a: Step, b: Step, operations: OperationInfo[]): Change[] {
  const title = stepTitle(b, operations);
  const changes: Change[] = [];
  if (a.op !== b.op) changes.push({ what: title, a: a.op, b: b.op });
  if (!!a.off !== !!b.off)
    changes.push({ what: b.off ? WORDS.stepOff(title) : WORDS.stepOn(title), a: "", b: "" });
  if (JSON.stringify(a.in) !== JSON.stringify(b.in))
    changes.push({ what: WORDS.stepRewired(title), a: wiresOf(a), b: wiresOf(b) });
  for (const info of operationOf(b, operations)?.params ?? []) {
    const [one, other] = [writtenValue(a, info), writtenValue(b, info)];
    if (JSON.stringify(one) === JSON.stringify(other)) continue;
    const unit = info.type === "length" ? "px" : info.type === "area" ? "px²" : "";
    changes.push({ what: `${title} · ${info.label}`, a: valueWords(one, unit), b: valueWords(other, unit) });
  }
  return changes;
}

function wiresOf(step: Step): string {
  return Object.values(step.in ?? {})
    .flat()
    .join(", ");
}

/** A value as the form shows it. */
export function valueWords(value: unknown, unit: string): string {
  const rule = asRule(value);
  if (rule) return `${WORDS.automatic}: ${rule.times ?? 1} × ${rule.auto.split(".")[1] ?? rule.auto}`;
  if (value === null || value === undefined) return "–";
  const amount = asAmount(value);
  if (!amount) return typeof value === "object" ? JSON.stringify(value) : String(value).replaceAll("_", " ");
  const square = unit.endsWith("²") ? "²" : "";
  const name = amount.unit === "micrometer" ? `µm${square}` : unit;
  return `${typed(amount.value)}${name ? ` ${name}` : ""}`;
}
