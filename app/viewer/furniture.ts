/** What floats over the image: scale bar, legend, overview map and zoom buttons. */
import { measured } from "../numbers";
import { WORDS } from "../words";
import type { Size } from "./camera";
import { colourText } from "./colour";
import { type Legend, legendElement } from "./legend";
import { scaleBar } from "./scale-bar";
import type { Box, ChannelView, Colour } from "./types";

export interface FurnitureActions {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  actual(): void;
  /** A click into the overview: the place as a share of the image, 0 to 1. */
  goTo(x: number, y: number): void;
}

const OVERVIEW = 112;

function make<K extends keyof HTMLElementTagNameMap>(name: K, className: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A lucide icon (ISC) from its paths. */
function icon(...paths: string[]): SVGElement {
  const drawn = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24",
    width: "16",
    height: "16",
    "aria-hidden": "true",
  })) {
    drawn.setAttribute(name, value);
  }
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    drawn.append(path);
  }
  return drawn;
}

const MINUS = ["M5 12h14"];
const PLUS = ["M5 12h14", "M12 5v14"];
const MAXIMIZE = [
  "M8 3H5a2 2 0 0 0-2 2v3",
  "M21 8V5a2 2 0 0 0-2-2h-3",
  "M3 16v3a2 2 0 0 0 2 2h3",
  "M16 21h3a2 2 0 0 0 2-2v-3",
];

function button(label: string, content: string | SVGElement, act: () => void): HTMLButtonElement {
  const made = make("button", "");
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-label", label);
  made.append(content);
  made.addEventListener("click", act);
  return made;
}

/** A colour map as a background from left to right. */
function mapBackground(map: readonly Colour[]): string {
  const stops = [0, 0.25, 0.5, 0.75, 1].map((at) =>
    colourText(map[Math.round(at * (map.length - 1))] as Colour),
  );
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

export class Furniture {
  readonly overview = make("canvas", "viewer-overview");
  private readonly legend = make("ul", "viewer-legend");
  private readonly values = make("div", "viewer-legends");
  private readonly bar = make("div", "viewer-bar");
  private readonly barText = make("span", "");
  private readonly barLine = make("i", "");
  private readonly typical = make("div", "viewer-typical");
  private readonly typicalText = make("span", "");
  private readonly typicalCircle = make("i", "");
  private readonly corner = make("div", "viewer-corner");
  private readonly top: HTMLElement;
  private readonly zoom: HTMLElement;
  private readonly percent: HTMLButtonElement;
  private readonly picture = document.createElement("canvas");
  private shown = true;

  constructor(parent: HTMLElement, actions: FurnitureActions) {
    const zoom = make("div", "viewer-zoom");
    zoom.setAttribute("role", "group");
    this.percent = button("", "100 %", actions.actual);
    this.percent.className = "viewer-percent";
    zoom.append(
      button("", icon(...MINUS), actions.zoomOut),
      this.percent,
      button("", icon(...PLUS), actions.zoomIn),
      button("", icon(...MAXIMIZE), actions.fit),
    );
    this.overview.setAttribute("role", "img");
    this.overview.addEventListener("pointerdown", (event) => this.jump(event, actions));
    this.overview.addEventListener(
      "pointermove",
      (event) => event.buttons === 1 && this.jump(event, actions),
    );
    this.bar.append(this.barText, this.barLine);
    this.typical.append(this.typicalCircle, this.typicalText);
    this.corner.append(this.overview, zoom);
    const top = make("div", "viewer-top");
    top.append(this.legend, this.values);
    this.top = top;
    parent.append(top, this.bar, this.typical, this.corner);
    this.zoom = zoom;
    this.setImage(null);
  }

  /** Names in the language of the page, which may change while an image is open. */
  private name(): void {
    const { zoom, zoomOut, actual, zoomIn, fit, overview } = WORDS.viewerWords;
    if (this.zoom.ariaLabel === zoom && this.percent.title === actual) return;
    this.zoom.ariaLabel = zoom;
    [zoomOut, actual, zoomIn, fit].forEach((words, index) => {
      const one = this.zoom.children[index] as HTMLElement;
      one.title = words;
      // What is read aloud begins with what is seen.
      one.ariaLabel = one === this.percent ? `${one.textContent}, ${words}` : words;
    });
    this.overview.ariaLabel = overview;
    this.legend.ariaLabel = WORDS.channels;
  }

  /** Another image, or none: then nothing floats over the ground. */
  setImage(image: Size | null): void {
    for (const one of [this.top, this.bar, this.typical, this.corner])
      one.hidden = !image || (one !== this.corner && !this.shown);
    this.corner.style.display = image ? "" : "none";
    this.overview.hidden = true;
    if (!image) return;
    const scale = OVERVIEW / Math.max(image.width, image.height);
    this.picture.width = Math.max(8, Math.round(image.width * scale));
    this.picture.height = Math.max(8, Math.round(image.height * scale));
    this.overview.width = this.picture.width;
    this.overview.height = this.picture.height;
  }

  /** Scale bar and legend on or off. */
  toggle(): void {
    this.shown = !this.shown;
    this.top.style.display = this.shown ? "" : "none";
    this.bar.style.display = this.shown ? "" : "none";
    this.typical.style.display = this.shown ? "" : "none";
  }

  /** A circle as large as a typical object at this zoom, where one was found and it fits. */
  showTypical(diameter: number | null, zoom: number, pixelSize: number | null): void {
    const drawn = (diameter ?? 0) * zoom;
    this.typical.hidden = diameter === null || drawn < 4 || drawn > 160;
    if (this.typical.hidden || diameter === null) return;
    this.typicalCircle.style.width = `${drawn.toFixed(1)}px`;
    this.typicalCircle.style.height = `${drawn.toFixed(1)}px`;
    const size = pixelSize ? `${measured(diameter * pixelSize)} µm` : `${measured(diameter)} px`;
    this.typicalText.textContent = WORDS.typical(size);
  }

  showChannels(channels: readonly ChannelView[]): void {
    this.name();
    const named = channels.filter((one) => one.visible && one.name);
    this.legend.replaceChildren(
      ...named.map((one) => {
        const item = document.createElement("li");
        const swatch = document.createElement("i");
        swatch.style.background = one.map ? mapBackground(one.map) : colourText(one.color);
        item.append(swatch, one.name ?? "");
        return item;
      }),
    );
  }

  /** What the colours of objects mean. */
  showLegend(legends: readonly Legend[]): void {
    this.values.replaceChildren(...legendElement(legends));
  }

  showZoom(zoom: number, pixelSize: number | null): void {
    const { width, text } = scaleBar(zoom, pixelSize);
    this.barText.textContent = text;
    this.barLine.style.width = `${width.toFixed(1)}px`;
    const percent = zoom * 100;
    const shown = `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
    this.percent.textContent = shown;
    this.percent.ariaLabel = `${shown}, ${this.percent.title}`;
  }

  /** Draw the small picture anew through `paint`. */
  refreshOverview(paint: (canvas: HTMLCanvasElement) => void): void {
    paint(this.picture);
  }

  /** The frame of what is on screen; hidden while the whole image is. */
  showFrame([y0, x0, y1, x1]: Box, image: Size): void {
    const everything = y0 <= 0 && x0 <= 0 && y1 >= image.height && x1 >= image.width;
    this.overview.hidden = everything;
    const context = this.overview.getContext("2d");
    if (everything || !context) return;
    const { width, height } = this.overview;
    const scaleX = width / image.width;
    const scaleY = height / image.height;
    const box = [
      x0 * scaleX,
      y0 * scaleY,
      Math.max(3, (x1 - x0) * scaleX),
      Math.max(3, (y1 - y0) * scaleY),
    ] as const;
    context.clearRect(0, 0, width, height);
    context.drawImage(this.picture, 0, 0);
    context.fillStyle = "rgba(8, 9, 11, 0.45)";
    context.fillRect(0, 0, width, height);
    context.save();
    context.beginPath();
    context.rect(...box);
    context.clip();
    context.drawImage(this.picture, 0, 0);
    context.restore();
    context.strokeStyle = "#ffffff";
    context.lineWidth = 1.5;
    context.strokeRect(...box);
  }

  destroy(): void {
    for (const one of [this.top, this.bar, this.typical, this.corner]) one.remove();
  }

  private jump(event: PointerEvent, actions: FurnitureActions): void {
    const box = this.overview.getBoundingClientRect();
    actions.goTo((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }
}
