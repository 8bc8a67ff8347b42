/** Beside the toolbar: the settings of the tool in the hand, and what can be done with what is selected. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { correctedCount, misfits } from "../corrections";
import { LARGEST_BRUSH } from "../drawing";
import { type IconName, icon } from "../icons";
import { active, type OpenImage, type State, shownLabels, shownResults, type ToolName } from "../store";
import { WORDS } from "../words";
import { exampleOptions } from "./examples";
import { boxFields, shapeOptions } from "./shapes";

const CORRECTS: readonly ToolName[] = ["brush", "eraser", "split"];
const CLOSED: readonly ToolName[] = ["rectangle", "ellipse", "polygon", "freehand", "wand"];

export function toolOptions(app: App, state: State): TemplateResult | typeof nothing {
  const image = active(state);
  if (!image) return nothing;
  const notice = lost(app, state, image);
  const parts = [settings(app, state), shapeOptions(app, state, image), objects(app, state, image)].filter(
    (one) => one !== nothing,
  );
  if (!parts.length && notice === nothing) return nothing;
  return html`<div class="tool-options" role="group" aria-label=${WORDS.tools.options}>${notice}${parts.length ? html`<div class="together-line">${parts}</div>` : nothing}</div>`;
}

/** Corrections whose objects are gone are kept until a person lets them go. */
function lost(app: App, state: State, image: OpenImage): TemplateResult | typeof nothing {
  const said = state.run.problem?.code === "corrections.other-labels"; // at the foot of the recipe
  if (said || !misfits(shownResults(state), image)) return nothing;
  return html`<div class="row warn" role="alert">
    ${icon("circle-alert")}<span class="grow">${WORDS.tools.otherLabels}</span>
    <button class="edged" @click=${() => app.correcting.drop()}>${WORDS.tools.drop}</button>
  </div>`;
}

function settings(app: App, state: State): TemplateResult | typeof nothing {
  const { tool } = state.ui.drawing;
  if (state.ui.drawing.examples && (tool === "brush" || tool === "eraser"))
    return html`<div class="row">${exampleOptions(app, state)}${amount(app, state, "size")}</div>`;
  if (tool === "brush" || tool === "eraser")
    return html`<div class="row">${amount(app, state, "size")}<span class="note hint">${tool === "brush" ? WORDS.tools.adds : WORDS.tools.erases}</span></div>`;
  if (tool === "split") return html`<div class="row"><span class="note">${WORDS.tools.splits}</span></div>`;
  if (!CLOSED.includes(tool) || state.ui.drawing.shape) return nothing;
  const hint = { wand: WORDS.tools.wands, polygon: WORDS.tools.polygons }[tool as string];
  return html`<div class="row">
    ${tool === "wand" ? amount(app, state, "tolerance") : nothing}
    ${state.ui.drawing.makes === "area" ? html`<span class="note">${WORDS.tools.runHereHint}</span>` : shownLabels(state) ? makes(app, state) : nothing}
    ${tool === "rectangle" || tool === "ellipse" ? boxFields(app, state, tool) : nothing}
    ${hint ? html`<span class="note">${hint}</span>` : nothing}
  </div>`;
}

/** A slider with its number, which may also be typed. */
function amount(app: App, state: State, name: "size" | "tolerance"): TemplateResult {
  const value = state.ui.drawing[name];
  const [most, unit] = name === "size" ? [LARGEST_BRUSH, "px"] : [100, "%"];
  const shown = Math.min(value, name === "size" ? 100 : most);
  const change = (event: Event) => {
    const typed = Math.round(Number((event.target as HTMLInputElement).value));
    if (typed >= 1 && typed <= most) app.drawing.set({ [name]: typed });
    else (event.target as HTMLInputElement).value = String(value);
  };
  return html`<label for="tool-${name}">${WORDS.tools[name]}</label>
    <input type="range" min="1" max=${name === "size" ? 100 : most} step="1" .value=${String(shown)} aria-label=${WORDS.tools[name]} aria-valuetext="${value} ${unit}"
      .style=${`--at:${shown}%`} @input=${change} />
    <span class="field"><input id="tool-${name}" type="text" inputmode="numeric" .value=${String(value)} @change=${change} /><span class="unit">${unit}</span></span>`;
}

/** Whether a closed outline becomes a shape, or an object of the labels. */
function makes(app: App, state: State): TemplateResult {
  const one = (value: "shape" | "object") =>
    html`<button aria-pressed=${state.ui.drawing.makes === value} @click=${() => app.drawing.set({ makes: value })}>${WORDS.tools[value]}</button>`;
  return html`<span class="pair" role="group" aria-label=${WORDS.tools.makes}>${WORDS.tools.makes} ${one("shape")}${one("object")}</span>`;
}

/** What can be done with the selected objects by hand, and how many were corrected. */
function objects(app: App, state: State, image: OpenImage): TemplateResult | typeof nothing {
  const { selection } = state;
  const correcting = CORRECTS.includes(state.ui.drawing.tool);
  const count = correctedCount(image);
  if (!shownLabels(state) || state.ui.drawing.shape) return nothing;
  if (!selection.size && !(correcting && count)) return nothing;
  const { drawing, correcting: hand } = app;
  return html`<div class="row">
    ${
      selection.size
        ? html`<span>${WORDS.tools.objects(selection.size)}</span>
          ${selection.size > 1 ? verb("merge", `${WORDS.tools.merge} (M)`, () => hand.merge()) : nothing}
          ${verb("bucket", WORDS.tools.fillHoles, () => hand.fillHoles())}
          ${verb("trash", `${WORDS.tools.delete} (Del)`, () => drawing.remove())}`
        : nothing
    }
    ${
      count
        ? html`<span class="note">${WORDS.tools.corrected(count)}</span>
          <button class="link" @click=${() => hand.drop()}>${WORDS.tools.drop}</button>`
        : nothing
    }
  </div>`;
}

export function verb(drawing: IconName, words: string, act: () => void): TemplateResult {
  return html`<button class="icon-only" aria-label=${words} title=${words} @click=${act}>${icon(drawing)}</button>`;
}
