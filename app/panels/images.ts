/** The open images: a list with small pictures, in the left panel; and how the batch of runs on them goes. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { App } from "../app";
import { headlineOf } from "../engine-words";
import { icon } from "../icons";
import { duration, whole } from "../numbers";
import { outlook } from "../queue";
import type { OpenImage, State } from "../store";
import { WORDS } from "../words";

export function imageList(app: App, state: State): TemplateResult | typeof nothing {
  if (state.images.length < 2 && !state.queue.length) return nothing;
  return html`<section class="images" aria-label=${WORDS.imageList}>
    <div class="head">
      <h2 class="grow">${WORDS.imageList}</h2>
      <button @click=${() => app.store.ui({ dialog: "queue" })}>${icon("layers")}${WORDS.queue}</button>
    </div>
    ${batch(state)}
    <ul>${repeat(
      state.images,
      (one) => one.key,
      (one, at) => row(app, state, one, at),
    )}</ul>
  </section>`;
}

/** How far the batch is, in one line. */
export function batch(state: State): TemplateResult | typeof nothing {
  const { queue, run } = state;
  if (!queue.length) return nothing;
  const { ended, left } = outlook(queue, run.fraction, Date.now());
  const failed = queue.filter((one) => one.phase === "failed").length;
  const words = [
    WORDS.queueOf(ended, queue.length),
    failed ? WORDS.queueFailed(failed) : "",
    left !== null && ended < queue.length ? WORDS.timeLeft(duration(left)) : "",
  ];
  const text = words.filter((one) => one).join(", ");
  const at = (100 * (ended + (ended < queue.length ? run.fraction : 0))) / queue.length;
  return html`<div class="batch">
    <div class="bar" role="progressbar" aria-label=${WORDS.queue} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(at)} aria-valuetext=${text}>
      <i .style=${`width:${at}%`}></i>
    </div>
    <span class="small quiet">${text}</span>
  </div>`;
}

function row(app: App, state: State, image: OpenImage, at: number): TemplateResult {
  const name = image.source.name || image.info.name;
  const chosen = image.key === state.active;
  const move = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by) return;
    event.preventDefault();
    app.store.move(image.key, at + by);
  };
  const dropped = (event: DragEvent) => {
    const key = event.dataTransfer?.getData(DRAGGED);
    if (!key) return;
    event.preventDefault();
    app.store.move(key, at);
  };
  const over = (event: DragEvent) => event.dataTransfer?.types.includes(DRAGGED) && event.preventDefault();
  return html`<li ?data-chosen=${chosen} draggable="true" @dragover=${over} @drop=${dropped}
      @dragstart=${(event: DragEvent) => event.dataTransfer?.setData(DRAGGED, image.key)}>
    <button class="pick" aria-current=${chosen ? "true" : "false"} title=${name} @keydown=${move} @click=${() => app.store.activate(image.key)}>
      ${image.thumbnail ? html`<img src=${image.thumbnail} alt="" />` : html`<i></i>`}
      <span class="words"><span class="name">${name}</span><span class="small quiet">${standing(state, image)}</span></span>
    </button>
    <button class="icon-only" aria-label=${WORDS.closeNamed(name)} title=${WORDS.closeNamed(name)} @click=${() => app.opening.close(image.key)}>${icon("x")}</button>
  </li>`;
}

const DRAGGED = "application/x-tabscope-image";

/** What is known of an image in one word or number. */
function standing(state: State, image: OpenImage): string {
  const item = state.queue.findLast((one) => one.image === image.key);
  const running = state.run.phase !== "idle" && state.run.image === image.key;
  if (running) return `${Math.round(state.run.fraction * 100)} %`;
  if (item && item.phase !== "done") return WORDS.phases[item.phase];
  if (image.lost) return WORDS.imageLost;
  const kept = state.runs[image.key];
  // The headline’s first part is the count; the rest stands below the image.
  if (kept)
    return (
      headlineOf(kept.summary.headline).split(",")[0] ||
      (kept.summary.count === null ? "" : whole(kept.summary.count))
    );
  const level = image.info.levels[0];
  return level ? `${whole(level.width)} × ${whole(level.height)}` : "";
}
