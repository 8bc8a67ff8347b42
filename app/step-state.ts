/** What state each step is in, and what its result says in one line: functions of the page's state. */
import { labelIds, numbers, tableOf } from "./arrays";
import type { OperationInfo, ResultData } from "./messages";
import { percent } from "./numbers";
import { operationOf, problemsOf, type Step } from "./recipe";
import { isStale } from "./running";
import { active, type State, shownResults, wholeResults } from "./store";
import { WORDS } from "./words";

export type StepState = "ready" | "preview" | "running" | "done" | "stale" | "waits" | "failed" | "off";

/** The state of a step's card; a step that takes from a failed one waits. */
export function stepState(state: State, step: Step): StepState {
  if (step.off) return "off";
  if (hasFailed(state, step)) return "failed";
  if (waitsFor(state, step)) return "waits";
  const image = active(state);
  const running = state.run.phase === "running" && state.run.image === image?.key;
  if (running && state.run.step === step.id) return "running";
  if (state.preview?.image === state.active && resultIn(state.preview.results, step)) return "preview";
  const found = resultIn(running ? state.run.results : wholeResults(state), step);
  if (!image || !found) return "ready";
  return !running && isStale(state, image) ? "stale" : "done";
}

function hasFailed(state: State, step: Step): boolean {
  if (problemsOf(state.plan?.problems ?? [], step.id).length) return true;
  const { problem, phase } = state.run;
  return phase === "idle" && problem !== null && problemsOf([problem], step.id).length > 0;
}

/** The first failed step that this one takes from, directly or through others; null where there is none. */
export function waitsFor(state: State, step: Step): Step | null {
  const steps = new Map(state.recipe.steps.map((one) => [one.id, one]));
  const seen = new Set<string>();
  const look = (one: Step): Step | null => {
    for (const name of Object.values(one.in ?? {}).flat()) {
      const source = steps.get(name);
      if (!source || seen.has(name)) continue;
      seen.add(name);
      if (hasFailed(state, source)) return source;
      const further = look(source);
      if (further) return further;
    }
    return null;
  };
  return look(step);
}

/** The result of a step as it is shown now: the preview's, else the run's. */
export function resultOf(state: State, step: Step): ResultData | undefined {
  return resultIn(shownResults(state), step);
}

function resultIn(results: ResultData[], step: Step): ResultData | undefined {
  return results.find((one) => one.step === step.id);
}

/** “276 pieces split into 309”; "" where a result has nothing to say in a line. A preview that is a guess says no count. */
export function resultLine(
  state: State,
  step: Step,
  result: ResultData,
  operation: OperationInfo | undefined,
): string {
  const preview = state.preview?.image === state.active && state.preview.results.includes(result);
  if (result.kind === "table") return tableLine(result);
  if (preview && !state.preview?.exact) return "";
  if (result.kind === "labels") return labelsLine(state, step, result, operation);
  if (result.kind === "mask") {
    const share = coveredShare(result);
    return share === null ? valuesLine(result) : WORDS.covers(percent(share));
  }
  return valuesLine(result);
}

function tableLine(result: ResultData): string {
  const { rows, columns } = tableOf(result);
  return rows === 1 ? "" : `${WORDS.rowsFound(rows)}, ${WORDS.columnsMeasured(columns.length)}`;
}

function valuesLine(result: ResultData): string {
  return result.notes[0] ?? "";
}

/** A step that takes a mask has split its pieces, one that takes labels has kept some of them. */
function labelsLine(
  state: State,
  step: Step,
  result: ResultData,
  operation: OperationInfo | undefined,
): string {
  const after = objectCount(result);
  if (after === null) return "";
  const pieces = result.values.pieces;
  if (pieces !== undefined) return WORDS.splitInto(pieces, after);
  const port = operation?.inputs.find((one) => one.kind === "labels");
  const source = port && step.in?.[port.name];
  const taken = shownResults(state).find((one) => one.step === source);
  const before = taken ? objectCount(taken) : null;
  return before !== null && before !== after ? WORDS.leftOf(after, before) : WORDS.objectsFound(after);
}

const counts = new WeakMap<ResultData, number>();

/** How many objects a label layer holds; counted once for each. */
export function objectCount(result: ResultData): number | null {
  if (result.kind !== "labels" || !result.array) return null;
  const known = counts.get(result);
  if (known !== undefined) return known;
  // The smallest objects may be lost where turned pixels were brought upright to be drawn.
  const ids = labelIds((result.turned ?? { array: result.array }).array);
  let largest = 0;
  for (const id of ids) if (id > largest) largest = id;
  // Ids are small where they were given in order; others are counted one by one.
  const count =
    largest <= 4 * ids.length ? marked(ids, largest) : new Set(ids).size - (ids.includes(0) ? 1 : 0);
  counts.set(result, count);
  return count;
}

function marked(ids: Uint32Array, largest: number): number {
  const there = new Uint8Array(largest + 1);
  for (const id of ids) there[id] = 1;
  let count = 0;
  for (let id = 1; id <= largest; id += 1) count += there[id] as number;
  return count;
}

const shares = new WeakMap<ResultData, number>();

function coveredShare(result: ResultData): number | null {
  if (!result.array) return null;
  const known = shares.get(result);
  if (known !== undefined) return known;
  const values = numbers(result.array);
  let covered = 0;
  for (const one of values) if (one) covered += 1;
  const share = values.length ? covered / values.length : 0;
  shares.set(result, share);
  return share;
}

/** The title of a step for people: its own name, else the operation's. */
export function stepTitle(step: Step, operations: OperationInfo[]): string {
  return step.title || operationOf(step, operations)?.title || step.op;
}
