/** How an image is shown, as link text and back: channels, place, layers of results, drawn areas. All of it is bounded. */
import type { ColourBy, ImageView, LayerView, Shape } from "./state";

export interface LinkedChannel {
  visible: boolean;
  color: string;
  low: number;
  high: number;
  gamma?: number;
  map?: string;
}

/** How an image is shown, as far as a link can say it. */
export interface LinkedView {
  projected?: boolean;
  projection?: ImageView["projection"];
  blending?: ImageView["blending"];
  mode?: ImageView["mode"];
  z?: number;
  t?: number;
  camera?: { x: number; y: number; zoom: number };
  channels?: LinkedChannel[];
  order?: number[];
  layers?: Record<string, LayerView>;
}

/** Longer drawings make a link that servers of messages cut. */
export const MOST_POINTS = 500;
const MOST_AREAS = 50;
const MOST_LAYERS = 50;
const KINDS: Record<string, Shape["kind"]> = { r: "rectangle", e: "ellipse", p: "polygon", f: "freehand" };

/** `z=3;t=0;at=256,256,1.5;c=1:4f94ff:8:150,0:ff5ac8:10:90:1.2:viridis;l=objects:1:fill:0.5:object` */
export function writeView(view: LinkedView): string {
  const parts: string[] = [];
  if (view.projected) parts.push("z=max");
  else if (view.z) parts.push(`z=${view.z}`);
  if (view.projection === "mean") parts.push("p=mean");
  if (view.blending && view.blending !== "add") parts.push(`b=${view.blending}`);
  if (view.mode && view.mode !== "slice") parts.push(`m=${view.mode}`);
  if (view.t) parts.push(`t=${view.t}`);
  if (view.camera) parts.push(`at=${[view.camera.x, view.camera.y, view.camera.zoom].map(short).join(",")}`);
  if (view.channels?.length) parts.push(`c=${view.channels.map(writeChannel).join(",")}`);
  if (view.order?.some((one, place) => one !== place)) parts.push(`o=${view.order.join(",")}`);
  const layers = Object.entries(view.layers ?? {}).slice(0, MOST_LAYERS);
  if (layers.length) parts.push(`l=${layers.map(writeLayer).join(",")}`);
  return parts.join(";");
}

export function readView(text: string | null): LinkedView | null {
  if (!text) return null;
  const view: LinkedView = {};
  for (const part of text.split(";")) {
    const [name, value = ""] = splitOnce(part, "=");
    if (name === "z" && value === "max") view.projected = true;
    else if (name === "z" || name === "t") view[name] = wholeNumber(value) ?? 0;
    if (name === "p" && value === "mean") view.projection = value;
    if (name === "b" && (value === "max" || value === "over")) view.blending = value;
    if (name === "m" && (value === "orthogonal" || value === "volume")) view.mode = value;
    const [x, y, zoom] = value.split(",").map(Number);
    if (name === "at" && finite(x, y, zoom)) view.camera = { x, y, zoom } as LinkedView["camera"] & object;
    if (name === "c") view.channels = value.split(",").flatMap((one) => readChannel(one) ?? []);
    if (name === "o") view.order = value.split(",").flatMap((one) => wholeNumber(one) ?? []);
    if (name === "l") view.layers = readLayers(value);
  }
  return view;
}

function writeChannel(one: LinkedChannel): string {
  const { visible, color, low, high, gamma = 1, map = "" } = one;
  const more = map ? [short(gamma), encodeURIComponent(map)] : gamma === 1 ? [] : [short(gamma)];
  return [visible ? 1 : 0, color, short(low), short(high), ...more].join(":");
}

function readChannel(text: string): LinkedChannel | null {
  const [visible, color = "", low, high, gamma, map] = text.split(":");
  if (!/^[0-9a-f]{6}$/.test(color) || !finite(Number(low), Number(high))) return null;
  const bent = Number(gamma ?? 1);
  return {
    visible: visible === "1",
    color,
    low: Number(low),
    high: Number(high),
    ...(gamma !== undefined && bent > 0 && bent <= 10 && bent !== 1 ? { gamma: bent } : {}),
    ...(map ? { map: decoded(map) } : {}),
  };
}

/** `objects:1:fill:0.5:object` or `objects:1:outline:1:column:area_px:viridis:0:100` */
function writeLayer([step, { visible, mode, opacity, colour }]: [string, LayerView]): string {
  const parts = [encodeURIComponent(step), visible ? 1 : 0, mode, short(opacity), colour.by];
  if (colour.by === "column") {
    const limits = [colour.low, colour.high].map((one) => (one === null ? "" : short(one)));
    parts.push(encodeURIComponent(colour.column), encodeURIComponent(colour.map), ...limits);
  }
  return parts.join(":");
}

function readLayers(text: string): Record<string, LayerView> {
  const found = text.split(",").slice(0, MOST_LAYERS);
  return Object.fromEntries(found.flatMap((one) => readLayer(one) ?? []));
}

function readLayer(text: string): [[string, LayerView]] | null {
  const [step, visible, mode, opacity, ...colour] = text.split(":");
  const by = readColour(colour);
  const share = Number(opacity);
  if (!step || !by || !(share >= 0 && share <= 1) || (mode !== "outline" && mode !== "fill")) return null;
  return [[decoded(step), { visible: visible === "1", mode, opacity: share, colour: by }]];
}

function readColour([by, column = "", map = "", low = "", high = ""]: string[]): ColourBy | null {
  if (by === "neutral" || by === "object" || by === "class") return { by };
  if (by !== "column" || !column) return null;
  const limit = (text: string) => (text !== "" && Number.isFinite(Number(text)) ? Number(text) : null);
  return { by, column: decoded(column), map: decoded(map), low: limit(low), high: limit(high) };
}

/** Drawn areas: `r:0,0,10,10;p:0,0,4,9,7,7`; "" where they are too many for a link. */
export function writeAreas(shapes: readonly Shape[]): string {
  const areas = shapes.filter((one) => one.role === "area");
  const points = areas.reduce((sum, one) => sum + one.points.length, 0);
  if (points > MOST_POINTS || areas.length > MOST_AREAS) return "";
  return areas.map((one) => `${one.kind[0]}:${one.points.flat().map(short).join(",")}`).join(";");
}

export function readAreas(text: string | null): Shape[] {
  const written = (text ?? "").split(";").slice(0, MOST_AREAS);
  return written.flatMap((one, index): Shape[] => {
    const [letter = "", numbers = ""] = splitOnce(one, ":");
    const kind = Object.hasOwn(KINDS, letter) ? KINDS[letter] : undefined;
    const flat = numbers.split(",").map(Number);
    if (!kind || flat.length < 4 || flat.length % 2 || flat.length > 2 * MOST_POINTS || !finite(...flat))
      return [];
    const points = flat.flatMap((y, at): [number, number][] => (at % 2 ? [] : [[y, flat[at + 1] as number]]));
    return [{ id: index + 1, kind, points, name: "", role: "area" }];
  });
}

/** Whether drawn areas are too many to be in a link. */
export function areasLeftOut(shapes: readonly Shape[]): boolean {
  return shapes.some((one) => one.role === "area") && writeAreas(shapes) === "";
}

export function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : null;
}

function finite(...values: (number | undefined)[]): boolean {
  return values.every((one) => one !== undefined && Number.isFinite(one));
}

function short(value: number): string {
  return String(Number(value.toPrecision(7)));
}

export function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not percent-encoded text: taken as written
  }
}
