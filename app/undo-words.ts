/** What the buttons Undo and Redo would take back and do again, in words. */
import { operationOf, type Recipe } from "./recipe";
import type { State } from "./state";
import { WORDS } from "./words";

export function undoTitle(state: State): string {
  const last = state.undo.at(-1);
  return last ? WORDS.undoWhat(named(last.what, state, state.recipe)) : WORDS.undo;
}

export function redoTitle(state: State): string {
  const next = state.redo.at(-1);
  return next ? WORDS.redoWhat(named(next.what, state, next.recipe)) : WORDS.redo;
}

/** `channel 0` as the channel's name, `parameter smooth.sigma` as the parameter's label. */
function named(what: string, state: State, recipe: Recipe): string {
  const [kind = "", detail = ""] = what.split(" ");
  const words = WORDS.undoNames[kind] ?? what;
  if (kind === "channel") {
    const image = state.images.find((one) => one.key === state.active);
    return image?.view.channels[Number(detail)]?.name ?? words;
  }
  if (kind !== "parameter") return words;
  const [id, name] = detail.split(".");
  const step = recipe.steps.find((one) => one.id === id);
  const operation = step && operationOf(step, state.describe?.operations ?? []);
  return operation?.params.find((one) => one.name === name)?.label ?? words;
}
