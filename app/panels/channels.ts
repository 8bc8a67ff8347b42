/** The left panel: one block per channel with its contrast, then the results that lie on the image. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { App } from "../app";
import { icon } from "../icons";
import { active, type ChannelView, type ImageView, type OpenImage, type State } from "../store";
import { WORDS } from "../words";
import { contrast } from "./contrast";
import { help } from "./help";
import { imageList } from "./images";
import { layerList } from "./layers";
import { swatch } from "./swatch";

/** With more channels than this their contrast is folded until somebody opens it. */
const UNFOLDED = 4;
/** More rows than this are never drawn at once; a field finds the others. */
const MOST_ROWS = 32;

export function channels(app: App, state: State): TemplateResult {
  const image = active(state);
  return html`<aside class="left" aria-label=${WORDS.channels} ?data-flyout=${state.ui.flyout}>
    ${imageList(app, state)} ${image ? channelList(app, state, image) : nothing} ${image ? layerList(app, state) : nothing}
  </aside>`;
}

function channelList(app: App, state: State, image: OpenImage): TemplateResult {
  const { order, channels: views } = image.view;
  const found = matching(image.view, state.ui.channelQuery);
  const shown = found.slice(0, MOST_ROWS);
  return html`<div class="head">
      <h2>${WORDS.channels}</h2>${help("channels", WORDS.channels)}
      <span class="grow"></span>
      <button @click=${() => auto(app, image)} title="${WORDS.autoHint} ${image.statement}">${icon("wand")}${WORDS.auto}</button>
    </div>
    ${views.length > UNFOLDED ? many(app, state, image) : nothing}
    ${repeat(
      shown,
      (index) => index,
      (index) => channel(app, state, image, index, order.indexOf(index)),
    )}
    ${found.length > shown.length ? html`<p class="note small quiet">${WORDS.manyChannels(shown.length, found.length)}</p>` : nothing}
    ${image.info.colour ? nothing : mixing(app, state, image)}`;
}

function matching({ order, channels: views }: ImageView, query: string): number[] {
  const text = query.trim().toLowerCase();
  const fits = (index: number) =>
    views[index]?.name.toLowerCase().includes(text) || String(index + 1).startsWith(text);
  return text ? order.filter(fits) : order;
}

/** All on or off at once, and the search where there are more than fit. */
function many(app: App, state: State, image: OpenImage): TemplateResult {
  const all = (visible: boolean) => () => {
    const channels = image.view.channels.map((one) => ({ ...one, visible }));
    app.store.act("channels", () => app.store.view({ channels }));
  };
  return html`<div class="channel-tools">
    <button class="edged" @click=${all(true)}>${WORDS.allOn}</button>
    <button class="edged" @click=${all(false)}>${WORDS.allOff}</button>
    ${
      image.view.channels.length > MOST_ROWS
        ? html`<input type="search" aria-label=${WORDS.findChannel} placeholder=${WORDS.findChannel} .value=${state.ui.channelQuery}
            @input=${(event: Event) => app.store.ui({ channelQuery: (event.target as HTMLInputElement).value })} />`
        : nothing
    }
  </div>`;
}

/** Put the limits of the stated sample back: 0.1 % of it lies outside at each end. */
function auto(app: App, image: OpenImage): void {
  const channels = image.view.channels.map((one, i) => {
    const sample = image.samples?.[i];
    return sample ? { ...one, low: sample.low, high: sample.high, gamma: 1 } : one;
  });
  app.store.act("contrast", () => app.store.view({ channels }));
}

function channel(app: App, state: State, image: OpenImage, index: number, place: number): TemplateResult {
  const view = image.view.channels[index] as ChannelView;
  const sample = image.samples?.[index];
  const change = (patch: Partial<ChannelView>) =>
    app.store.act(`channel ${index}`, () => app.store.channel(index, patch));
  const open = isUnfolded(state, image, index);
  const plain = image.info.colour;
  return html`<section class="channel" ?data-many=${image.view.channels.length > UNFOLDED} aria-label=${view.name} ?data-off=${!view.visible}
      @keydown=${(event: KeyboardEvent) => move(app, image, index, event)}>
    <div class="row">
      <button class="icon-only" role="checkbox" aria-checked=${view.visible} aria-label=${WORDS.showChannel(view.name)} title=${WORDS.onlyThis}
        @click=${(event: MouseEvent) => show(app, image, index, event.shiftKey)}>${icon(view.visible ? "eye" : "eye-off")}</button>
      ${plain ? nothing : swatch(app, state, view, index, change)}
      ${plain ? html`<span class="title">${view.name}</span>` : name(view, index, change)}
      ${sample && !sample.clear ? html`<span class="quiet small">${WORDS.noClear}</span>` : place < 9 ? html`<kbd class="key" title=${WORDS.channelKey(place + 1)}>${place + 1}</kbd>` : nothing}
      ${plain ? nothing : fold(app, state, image, view, index, open)}
    </div>
    ${plain || !open ? nothing : contrast(app, state, view, index, sample, change)}
  </section>`;
}

/** Shown or not; with Shift only this one, and with Shift again all of them. */
function show(app: App, image: OpenImage, index: number, only: boolean): void {
  const { channels: views } = image.view;
  const alone = views.every((one, i) => one.visible === (i === index));
  const visible = (one: ChannelView, i: number) =>
    only ? alone || i === index : i === index ? !one.visible : one.visible;
  const channels = views.map((one, i) => ({ ...one, visible: visible(one, i) }));
  app.store.act("channels", () => app.store.view({ channels }));
}

function name(
  view: ChannelView,
  index: number,
  change: (patch: Partial<ChannelView>) => void,
): TemplateResult {
  const typed = (event: Event) => {
    const field = event.target as HTMLInputElement;
    const text = field.value.trim();
    if (text) change({ name: text });
    else field.value = view.name;
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === "Escape") {
      if (event.key === "Escape") (event.target as HTMLInputElement).value = view.name;
      (event.target as HTMLInputElement).blur();
      event.stopPropagation();
    }
  };
  return html`<input type="text" class="title" aria-label=${WORDS.channelName(index + 1)} title=${WORDS.channelOrder}
    .value=${view.name} maxlength="80" spellcheck="false" @change=${typed} @keydown=${keys} />`;
}

export function isUnfolded({ ui }: State, image: OpenImage, index: number): boolean {
  const { unfolded } = ui;
  if (unfolded?.image === image.key) return unfolded.channels.includes(index);
  return image.view.channels.length <= UNFOLDED;
}

function fold(
  app: App,
  state: State,
  image: OpenImage,
  view: ChannelView,
  index: number,
  open: boolean,
): TemplateResult {
  const all = image.view.order.filter((one) => isUnfolded(state, image, one));
  const next = open ? all.filter((one) => one !== index) : [...all, index];
  return html`<button class="icon-only fold" aria-expanded=${open} aria-label=${WORDS.unfoldChannel(view.name)}
    @click=${() => app.store.ui({ unfolded: { image: image.key, channels: next } })}>${icon(open ? "chevron-down" : "chevron-right")}</button>`;
}

/** Alt with an arrow moves the channel in the list; the focus goes along, since rows keep their elements. */
function move(app: App, image: OpenImage, index: number, event: KeyboardEvent): void {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || !by) return;
  event.preventDefault();
  const { order, channels: views } = image.view;
  const from = order.indexOf(index);
  const to = Math.min(Math.max(from + by, 0), order.length - 1);
  if (to === from) return;
  const next = order.filter((one) => one !== index);
  next.splice(to, 0, index);
  app.store.act("channels", () => app.store.view({ order: next }));
  const { target } = event;
  requestAnimationFrame(() => target instanceof HTMLElement && target.focus());
  app.store.ui({ said: WORDS.channelMoved(views[index]?.name ?? "", to + 1, order.length) });
}

/** How channels become one picture, and whether what is cut off is marked. */
function mixing(app: App, state: State, image: OpenImage): TemplateResult {
  const { blending, channels: views } = image.view;
  const choose = (event: Event) => {
    const value = (event.target as HTMLSelectElement).value as ImageView["blending"];
    app.store.act("blending", () => app.store.view({ blending: value }));
  };
  const { clipping } = state.ui;
  return html`<div class="mixing">
    ${
      views.length > 1
        ? html`<label><span>${WORDS.blending}</span>
            <select @change=${choose}>
              ${(["add", "max", "over"] as const).map((one) => html`<option value=${one} ?selected=${one === blending}>${WORDS.blendings[one]}</option>`)}
            </select></label>`
        : nothing
    }
    <label class="check"><input type="checkbox" .checked=${clipping} @change=${() => app.store.ui({ clipping: !clipping })} />
      <span>${WORDS.clipping}</span></label>
    ${
      clipping
        ? html`<ul class="marks small">
            <li><i class="below"></i><i class="above"></i>${WORDS.clippingHint}</li>
            <li><i class="sensor"></i>${WORDS.sensorHint}</li>
          </ul>`
        : nothing
    }
  </div>`;
}
