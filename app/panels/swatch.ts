/** The colour of a channel: a swatch that opens a palette, colour maps and one's own colour. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { MAP_NAMES, mapGradient } from "../colour-maps";
import { CHANNEL_COLORS, channelViews, colorText, parseColor } from "../contrast";
import { icon } from "../icons";
import { active, type ChannelView, type State } from "../store";
import { WORDS } from "../words";

/** Ours first, then those that microscopes write. */
const PALETTE = [
  ...CHANNEL_COLORS,
  "#ffffff",
  "#ff0000",
  "#00ff00",
  "#0000ff",
  "#00ffff",
  "#ff00ff",
  "#ffff00",
];

export function swatch(
  app: App,
  state: State,
  view: ChannelView,
  index: number,
  change: (patch: Partial<ChannelView>) => void,
): TemplateResult {
  const id = `swatch ${index}`;
  const open = state.ui.popover === id;
  const background = view.map ? mapGradient(view.map) : colorText(view.color);
  return html`<button class="swatch" aria-haspopup="dialog" aria-expanded=${open} aria-label=${WORDS.colourOf(view.name)}
      .style=${`background:${background}`} @click=${() => app.store.ui({ popover: open ? "" : id })}></button>
    ${open ? chooser(app, view, change) : nothing}`;
}

function chooser(app: App, view: ChannelView, change: (patch: Partial<ChannelView>) => void): TemplateResult {
  const own = (event: Event) => {
    const color = parseColor((event.target as HTMLInputElement).value);
    if (color) change({ color, map: "" });
  };
  return html`<div class="popover colours" role="dialog" aria-label=${WORDS.colourOf(view.name)}>
    <div class="palette">
      ${PALETTE.map((text) => {
        const chosen = !view.map && colorText(view.color) === text;
        return html`<button class="swatch" aria-label=${text} aria-pressed=${chosen} .style=${`background:${text}`}
          @click=${() => change({ color: parseColor(text) ?? view.color, map: "" })}></button>`;
      })}
      <label class="own" title=${WORDS.ownColour}><span class="sr">${WORDS.ownColour}</span>
        <input type="color" .value=${colorText(view.color)} @input=${own} /></label>
    </div>
    ${MAP_NAMES.filter((one) => one !== "diverging").map(
      (
        one,
      ) => html`<button class="map" aria-pressed=${view.map === one} @click=${() => change({ map: view.map === one ? "" : one })}>
        <i .style=${`background:${mapGradient(one)}`}></i>${WORDS.maps[one]}</button>`,
    )}
    <button class="wide" @click=${() => forEveryone(app)}>${icon("rotate-ccw")}${WORDS.coloursForEveryone}</button>
  </div>`;
}

/** Our own colours for all channels, in place of the file's. */
function forEveryone(app: App): void {
  const image = active(app.store.state);
  if (!image) return;
  const bare = { ...image.info, channels: image.info.channels.map((one) => ({ ...one, color: null })) };
  const ours = channelViews(bare);
  const channels = image.view.channels.map((one, i) => ({
    ...one,
    color: ours[i]?.color ?? one.color,
    map: "",
  }));
  app.store.act("colours", () => app.store.view({ channels }));
}
