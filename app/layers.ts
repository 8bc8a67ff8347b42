/** The layers of results on the image: which there are, how each is shown, and what changes that. */
import { corrected } from "./corrections";
import { nounOf } from "./engine-words";
import type { ResultData } from "./messages";
import { active, type LayerView, type OpenImage, type State, type Store, shownResults } from "./store";
import { WORDS } from "./words";

/** The layer of what a person drew; a recipe's steps have no such name. */
export const SHAPES = "#shapes";

export interface LayerRow {
  /** The id of the step that made it. */
  id: string;
  kind: "labels" | "mask" | "intensity" | "points" | "tracks" | "shapes";
  title: string;
  result: ResultData | null;
  view: LayerView;
}

/** Every layer of the shown run, from the top to the bottom. */
export function layerRows(state: State): LayerRow[] {
  const image = active(state);
  if (!image) return [];
  const results = corrected(shownResults(state), image).filter(canLie);
  const last = outcomeOf(results);
  const rows = results.map((result): LayerRow => {
    const kind = result.kind as LayerRow["kind"];
    const view = image.view.layers[result.step] ?? usual(kind, result === last);
    return { id: result.step, kind, title: titleOf(state, result, last), result, view };
  });
  const shapes = image.shapes.length
    ? [
        {
          id: SHAPES,
          kind: "shapes" as const,
          title: WORDS.shapesLayer,
          result: null,
          view: image.view.layers[SHAPES] ?? usual("shapes", true),
        },
      ]
    : [];
  return [...shapes, ...ordered(rows).reverse()];
}

/** What a run was for: its last objects; its last mask where it looks for no objects, places or paths. */
function outcomeOf(results: readonly ResultData[]): ResultData | null {
  const last = (kind: string) => results.findLast((one) => one.kind === kind) ?? null;
  return last("labels") ?? (last("points") || last("tracks") ? null : last("mask"));
}

/** Pixels lie under labels, labels under points and tracks; within a kind the later step lies above. */
function ordered(rows: LayerRow[]): LayerRow[] {
  const rank = { intensity: 0, mask: 1, labels: 2, points: 3, tracks: 4, shapes: 5 };
  return rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => rank[a.row.kind] - rank[b.row.kind] || a.index - b.index)
    .map(({ row }) => row);
}

/** A layer needs pixels, or a table of places. */
function canLie(result: ResultData): boolean {
  if (["labels", "mask", "intensity"].includes(result.kind)) return !!result.array;
  return ["points", "tracks"].includes(result.kind) && !!result.columns?.length;
}

/** How a layer is shown before anybody chose: what a run was for, places and paths are seen, steps on the way are not. */
export function usual(kind: LayerRow["kind"], last: boolean): LayerView {
  const visible = last || kind === "points" || kind === "tracks" || kind === "shapes";
  if (kind === "intensity")
    return {
      visible,
      mode: "fill",
      opacity: 1,
      colour: { by: "column", column: "", map: "grey", low: null, high: null },
    };
  const tracks = kind === "tracks";
  return {
    visible,
    mode: kind === "mask" ? "fill" : "outline",
    opacity: kind === "mask" ? 0.5 : 1,
    colour: { by: tracks ? "object" : "neutral" },
  };
}

/** The objects have the name that the recipe gives them, other layers that of their step. */
function titleOf(state: State, result: ResultData, last: ResultData | null): string {
  const name = result === last ? nounOf(state.recipe.objects) : result.title;
  return `${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`;
}

/** The topmost label layer that is on the image: hover, click and the key L mean this one. */
export function topLabels(state: State): LayerRow | undefined {
  if (!state.ui.overlay) return undefined;
  return layerRows(state).find((one) => one.kind === "labels" && one.view.visible);
}

/** Show a layer in another way. */
export function changeLayer(store: Store, row: LayerRow, patch: Partial<LayerView>): void {
  const image = active(store.state);
  if (!image) return;
  store.act("layer", () => store.view({ layers: withLayer(image, row, patch) }));
}

function withLayer(image: OpenImage, row: LayerRow, patch: Partial<LayerView>): Record<string, LayerView> {
  return { ...image.view.layers, [row.id]: { ...row.view, ...patch } };
}

/** Outlines of the top labels become filled and the reverse; plain fill takes a colour for each object. */
export function switchMode(store: Store): void {
  const row = topLabels(store.state);
  if (!row) return;
  const mode = row.view.mode === "fill" ? "outline" : "fill";
  const plain = row.view.colour.by === "neutral" || row.view.colour.by === "object";
  const colour = plain
    ? { by: mode === "fill" ? ("object" as const) : ("neutral" as const) }
    : row.view.colour;
  changeLayer(store, row, { mode, colour });
}
