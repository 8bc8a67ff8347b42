/** How much memory Python has and uses, what that means, and which ways need less. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { areasOf } from "../drawing-shapes";
import { icon } from "../icons";
import { active, type OpenImage, type State } from "../store";
import { WORDS } from "../words";

/** From this share of the limit on it is called tight. */
const TIGHT = 0.6;

export function isTight(state: State): boolean {
  const { heap, limit } = state.engine;
  const { plan } = state;
  const next = !!plan && !plan.problems.length && plan.bytes > TIGHT * plan.available;
  return next || (limit > 0 && heap > TIGHT * limit);
}

/** In the status line: used of limit; a click explains. */
export function memoryMeter(app: App, state: State): TemplateResult | typeof nothing {
  const { heap, limit } = state.engine;
  if (!heap) return nothing;
  const open = state.ui.popover === "memory";
  const text = limit ? WORDS.memoryOf(heap, limit) : WORDS.memory(heap);
  return html`<span class="memory">
    <button class=${isTight(state) ? "link warn" : "link"} aria-haspopup="dialog" aria-expanded=${open} @click=${() => app.store.ui({ popover: open ? "" : "memory" })}>
      ${limit ? html`<meter min="0" max=${limit} high=${TIGHT * limit} value=${heap} aria-label=${WORDS.memoryTitle}></meter>` : nothing}${text}
    </button>
    ${open ? explained(app, state) : nothing}
  </span>`;
}

function explained(app: App, state: State): TemplateResult {
  const image = active(state);
  const { plan } = state;
  return html`<div class="popover above-status" role="dialog" aria-label=${WORDS.memoryTitle}>
    <b>${WORDS.memoryTitle}</b>
    <p>${WORDS.memoryExplained}</p>
    ${plan && image && !plan.problems.length ? html`<p>${WORDS.memoryRun(plan.bytes)} ${isTight(state) ? WORDS.memoryTight : WORDS.memoryFine}</p>` : nothing}
    ${image ? html`<div class="buttons">${waysOut(app, state, image)}</div>` : nothing}
  </div>`;
}

/** The visible region, a smaller size, the command line. */
export function waysOut(app: App, state: State, image: OpenImage): TemplateResult {
  const next = state.choices.level + 1;
  const coarser = () =>
    app.store.act("choices", () => app.store.set({ choices: { ...app.store.state.choices, level: next } }));
  const level = image.info.levels[next];
  return html`<button class="link" @click=${() => app.drawing.limitTo(app.stage.visibleRegion())}>${WORDS.visibleRegion}</button>
    ${level ? html`<button class="link" @click=${coarser}>${WORDS.fractionSize(level.factors.y ?? 1)}</button>` : nothing}
    <button class="link" title=${commandOf(state, image)} @click=${() => copyCommand(app, image)}>${icon("copy")}${WORDS.commandLine}</button>`;
}

/** What runs the same on a machine with more memory. */
export function commandOf(state: State, image: OpenImage): string {
  const source = image.source.address ?? image.source.name;
  const size = image.pixelSize;
  const lengths = size && [...(size.z ? [size.z] : []), size.y, size.x].join(",");
  return `tabscope run recipe.json ${quoted(source)} --out results${lengths ? ` --pixel-size ${lengths}um` : ""}${partOf(state, image)}`;
}

/** A single rectangle is a region; other areas are a file of their own, as the recipe is. */
function partOf(state: State, image: OpenImage): string {
  const areas = areasOf(image);
  const [first] = areas;
  if (areas.length > 1 || (first && first.kind !== "rectangle")) return " --areas areas.json";
  const region = first ? first.points.flat().map((one) => one + 0.5) : state.choices.region;
  return region ? ` --region ${region.join(",")}` : "";
}

/** Safe in every shell: what is not plain stands in single quotes. */
function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

async function copyCommand(app: App, image: OpenImage): Promise<void> {
  await navigator.clipboard.writeText(commandOf(app.store.state, image));
  app.store.ui({ popover: "", toast: { text: WORDS.commandCopied, action: "" } });
}
