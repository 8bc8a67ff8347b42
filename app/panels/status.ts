/** The status line: where the pointer is, what it lies on, pixel size, engine, memory, requests. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { bytes, typed } from "../numbers";
import { active, pixelSize, type State } from "../store";
import { sentenceOf, WORDS } from "../words";
import { memoryMeter } from "./memory";
import { readout } from "./readout";

export function status(app: App, state: State): TemplateResult {
  return html`<footer class="status" aria-label=${WORDS.statusTitle}>
    ${readout(state)}
    <span class="grow"></span>
    ${state.online ? nothing : html`<span class="warn">${WORDS.offline}</span>`}
    ${state.simpleDrawing ? html`<span title=${WORDS.simpleDrawing}>${WORDS.simple}</span>` : nothing}
    ${requests(state)} ${size(app, state)}
    <span class=${state.engine.phase === "failed" ? "warn" : ""} data-part="engine">${engineWords(state)}</span>
    ${state.engine.phase === "failed" ? html`<button class="link" @click=${() => app.client.start(true)}>${WORDS.tryAgain}</button>` : nothing}
    ${memoryMeter(app, state)}
  </footer>`;
}

function size(app: App, state: State): TemplateResult | typeof nothing {
  const image = active(state);
  if (!image) return nothing;
  const known = pixelSize(image);
  const open = () => app.store.ui({ dialog: "pixel-size" });
  if (!known)
    return html`<span>${WORDS.pixelSizeUnknown} <button class="link" @click=${open}>${WORDS.set}</button></span>`;
  const same = known.x === known.y ? typed(known.x) : `${typed(known.x)} × ${typed(known.y)}`;
  const origin = image.pixelSize ? WORDS.setByHand : image.info.pixel_size_origin;
  return html`<span>${same} µm per pixel${origin ? `, ${origin}` : ""} <button class="link" @click=${open}>${WORDS.change}</button></span>`;
}

export function engineWords(state: State): string {
  const { engine } = state;
  if (engine.phase === "failed")
    return engine.problem ? sentenceOf(engine.problem).message : WORDS.pythonFailed;
  if (engine.phase === "ready") return engine.way === "pyscript" ? WORDS.pyscriptReady : WORDS.pythonReady;
  const percent = engine.total ? Math.round((100 * engine.done) / Math.max(engine.total, 1)) : 0;
  return percent ? WORDS.starting(percent, engine.part) : WORDS.startingPython;
}

function requests(state: State): TemplateResult | typeof nothing {
  const foreign = state.requests.filter((one) => !one.own);
  if (!foreign.length) return nothing;
  const received = foreign.reduce((sum, one) => sum + one.received, 0);
  return html`<span title=${bytes(received)}>${WORDS.requests(foreign.length, received)}</span>`;
}
