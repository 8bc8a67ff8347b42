/** The edges between panels: dragged, or moved with arrows by 16 px; Enter folds a panel and brings it back. */
import { html, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { set } from "../commands";
import { SETTINGS, type Settings } from "../settings";
import type { State } from "../store";
import { WORDS } from "../words";

export type Edge = "left" | "right" | "strip";

const STEP = 16;
/** Least and most px of each panel that is not folded; the strip may take up to 70 % of the window. */
const BOUNDS: Record<Edge, [number, number]> = { left: [200, 360], right: [280, 480], strip: [120, 2000] };

/** Towards which side a panel grows: a drag or an arrow by +1 px makes it larger by this. */
const GROWS: Record<Edge, 1 | -1> = { left: 1, right: -1, strip: -1 };

export function splitter(app: App, state: State, edge: Edge): TemplateResult {
  const size = state.settings[edge];
  const [least, most] = bounds(edge);
  return html`<div class="splitter" data-edge=${edge} role="separator" tabindex="0" aria-label=${WORDS.splitters[edge]}
    aria-orientation=${edge === "strip" ? "horizontal" : "vertical"} aria-valuemin="0" aria-valuemax=${most} aria-valuenow=${size}
    aria-valuetext=${size ? `${size} px` : WORDS.folded} title=${`${WORDS.splitters[edge]}: ${least}–${most} px`}
    @pointerdown=${(event: PointerEvent) => drag(app, event, edge)}
    @dblclick=${() => change(app, edge, SETTINGS[edge])}
    @keydown=${(event: KeyboardEvent) => keys(app, event, edge)}></div>`;
}

function bounds(edge: Edge): [number, number] {
  const [least, most] = BOUNDS[edge];
  return [least, edge === "strip" ? Math.max(least, Math.round(innerHeight * 0.7)) : most];
}

function change(app: App, edge: Edge, size: number): void {
  const [least, most] = bounds(edge);
  const folded = size < least / 2;
  const next = folded ? 0 : Math.round(Math.min(Math.max(size, least), most));
  if (next !== app.store.state.settings[edge]) set(app, { [edge]: next } as Partial<Settings>);
}

function drag(app: App, event: PointerEvent, edge: Edge): void {
  const handle = event.currentTarget as HTMLElement;
  const along = (at: PointerEvent) => (edge === "strip" ? at.clientY : at.clientX);
  const [from, size] = [along(event), app.store.state.settings[edge]];
  const move = (at: PointerEvent) => change(app, edge, size + (along(at) - from) * GROWS[edge]);
  const end = () => {
    handle.removeEventListener("pointermove", move);
    delete handle.dataset.dragging;
  };
  event.preventDefault();
  handle.focus();
  handle.dataset.dragging = "";
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", end, { once: true });
}

function keys(app: App, event: KeyboardEvent, edge: Edge): void {
  const size = app.store.state.settings[edge];
  const [less, more] = edge === "strip" ? ["ArrowDown", "ArrowUp"] : sideways(edge);
  const [least, most] = bounds(edge);
  const next = {
    [less]: size - STEP < least ? least : size - STEP,
    [more]: size + STEP,
    Home: least,
    End: most,
    Enter: size ? 0 : SETTINGS[edge],
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  change(app, edge, next);
}

function sideways(edge: Edge): [string, string] {
  return GROWS[edge] > 0 ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
}
