/** Under the image: one row for slices and one for times, each with Play, and how slices become a picture. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import { measured } from "../numbers";
import { active, type ImageView, type OpenImage, pixelSize, type State, sizeOf } from "../store";
import { WORDS } from "../words";

export function axes(app: App, state: State): TemplateResult | typeof nothing {
  const image = active(state);
  if (!image) return nothing;
  const z = sizeOf(image.info, "z");
  const t = sizeOf(image.info, "t");
  if (z < 2 && t < 2) return nothing;
  return html`<div class="axes">
    ${z > 1 ? slices(app, state, image, z) : nothing} ${t > 1 ? times(app, state, image, t) : nothing}
  </div>`;
}

/** One slice, the maximum or the mean over all of them. */
function slices(app: App, state: State, image: OpenImage, size: number): TemplateResult {
  const { z, projected, projection } = image.view;
  const depth = pixelSize(image)?.z;
  const away = depth ? `, ${WORDS.depth(measured(z * depth))}` : "";
  const whole = projection === "mean" ? WORDS.planeMean : WORDS.planeMax;
  const text = projected ? whole : WORDS.slice(z + 1, size) + away;
  return html`<div class="axis">
    ${play(app, state, "z", WORDS.playSlices)}
    <span>${text}</span>
    ${slider(text, z, size, (value) => app.store.view({ z: value, projected: false }))}
    <span class="ways">${projections(app, image)} ${modes(app, image)}</span>
  </div>`;
}

function times(app: App, state: State, image: OpenImage, size: number): TemplateResult {
  const { t } = image.view;
  const step = image.info.units.t === "second" ? image.info.scale.t : undefined;
  const text = WORDS.frame(t + 1, size) + (step ? `, ${WORDS.seconds(measured(t * step))}` : "");
  return html`<div class="axis">
    ${play(app, state, "t", WORDS.playTimes)}
    <span>${text}</span>
    ${slider(text, t, size, (value) => app.store.view({ t: value }))}
  </div>`;
}

function play(app: App, state: State, axis: "z" | "t", name: string): TemplateResult {
  const on = state.ui.playing === axis;
  const act = () => {
    if (axis === "z" && !on) app.store.view({ projected: false, mode: "slice" });
    app.store.ui({ playing: on ? "" : axis });
  };
  const label = on ? WORDS.stop : name;
  return html`<button class="icon-only" data-play=${axis} aria-label=${label} title=${label} @click=${act}>${icon(on ? "square" : "play")}</button>`;
}

function slider(text: string, value: number, size: number, change: (value: number) => void): TemplateResult {
  return html`<input type="range" min="0" max=${size - 1} step="1" .value=${String(value)} aria-label=${text.split(" ")[0]} aria-valuetext=${text}
    .style=${`--at:${(100 * value) / (size - 1)}%`} @input=${(event: Event) => change(Number((event.target as HTMLInputElement).value))} />`;
}

function projections(app: App, image: OpenImage): TemplateResult {
  const { projected, projection } = image.view;
  const set = (patch: Partial<ImageView>) => () => app.store.act("projection", () => app.store.view(patch));
  const max = projected && projection === "max";
  const mean = projected && projection === "mean";
  return html`<span class="projections" role="group" aria-label=${WORDS.projectionOf}>
    <button class="edged" aria-pressed=${max} title=${WORDS.planeMax} @click=${set({ projected: !max, projection: "max", mode: "slice" })}>${WORDS.max}</button>
    <button class="edged" aria-pressed=${mean} title=${WORDS.planeMean} @click=${set({ projected: !mean, projection: "mean", mode: "slice" })}>${WORDS.mean}</button>
  </span>`;
}

/** One plane, three cuts through one place, or the stack as a volume. */
function modes(app: App, image: OpenImage): TemplateResult {
  const { mode } = image.view;
  return html`<span class="projections" role="group" aria-label=${WORDS.modeOf}>
    ${(["slice", "orthogonal", "volume"] as const).map(
      (one) =>
        html`<button class="edged" aria-pressed=${mode === one} @click=${() => app.store.view({ mode: one, projected: false })}>${WORDS.modes[one]}</button>`,
    )}
  </span>`;
}
