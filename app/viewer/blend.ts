/** Channels to colours on the CPU: blending through packed tables; also the reference for the GPU renderer. */
import type { Pixels } from "./source";
import type { Blending, ChannelView, Colour } from "./types";

/** Three channels' bytes in one number, 10 bits each, so that four channels can be added before anything overflows. */
const RED = 20;
const GREEN = 10;
const GROUP = 4;
const OPAQUE = 0xff000000;
/** Floats fall into this many steps: a strong gamma spreads the darkest of them. */
const STEPS = 65_536;

/** Brightness from 0 to 1 of a value. */
export function brightness(value: number, view: ChannelView): number {
  const span = view.high - view.low;
  const scaled = span > 0 ? (value - view.low) / span : value >= view.high ? 1 : 0;
  const clipped = Math.min(Math.max(scaled, 0), 1);
  const bent = view.gamma === 1 ? clipped : clipped ** view.gamma;
  return view.invert ? 1 - bent : bent;
}

function packed(level: number, view: ChannelView): number {
  const mapped = view.map?.[Math.round(level * 255)];
  const [red, green, blue] = mapped ?? view.color;
  const byte = (one: number) => (mapped ? one : Math.round(one * level));
  return (byte(red) << RED) | (byte(green) << GREEN) | byte(blue);
}

/** A table for every value of a whole-number type of up to 16 bits, first entry for its smallest value. */
export function table(view: ChannelView, smallest: number, entries: number): Uint32Array {
  const made = new Uint32Array(entries);
  const low = Math.min(Math.max(Math.ceil(Math.min(view.low, view.high)) - smallest, 0), entries);
  const high = Math.min(Math.max(Math.floor(Math.max(view.low, view.high)) - smallest + 1, low), entries);
  made.fill(packed(view.invert ? 1 : 0, view), 0, low);
  made.fill(packed(view.invert ? 0 : 1, view), high);
  for (let index = low; index < high; index += 1)
    made[index] = packed(brightness(index + smallest, view), view);
  return made;
}

interface Range {
  smallest: number;
  entries: number;
}

function rangeOf(data: Pixels): Range | null {
  if (data instanceof Uint8Array) return { smallest: 0, entries: 256 };
  if (data instanceof Int8Array) return { smallest: -128, entries: 256 };
  if (data instanceof Uint16Array) return { smallest: 0, entries: 65536 };
  if (data instanceof Int16Array) return { smallest: -32768, entries: 65536 };
  return null;
}

const tables = new Map<string, Uint32Array>();
const MOST_TABLES = 48;

/** The table of a channel's view, kept while it is in use: every tile needs the same one. */
function cachedTable(view: ChannelView, range: Range): Uint32Array {
  const key = [
    view.low,
    view.high,
    view.gamma,
    view.invert ? 1 : 0,
    ...(view.map ?? [view.color]).flat(),
    range.smallest,
    range.entries,
  ].join();
  const known = tables.get(key);
  if (known) return known;
  if (tables.size >= MOST_TABLES) tables.delete(tables.keys().next().value as string);
  const made = table(view, range.smallest, range.entries);
  tables.set(key, made);
  return made;
}

function addByTable(
  sum: Uint32Array,
  data: Pixels,
  lut: Uint32Array,
  smallest: number,
  first: boolean,
): void {
  const count = sum.length;
  if (first) {
    for (let i = 0; i < count; i += 1) sum[i] = lut[(data[i] as number) - smallest] as number;
    return;
  }
  for (let i = 0; i < count; i += 1)
    sum[i] = (sum[i] as number) + (lut[(data[i] as number) - smallest] as number);
}

/** Floats and 32-bit numbers: scaled directly; not-a-number is black. */
function addByScale(sum: Uint32Array, data: Pixels, view: ChannelView, first: boolean): void {
  const ramp = cachedTable({ ...view, low: 0, high: STEPS - 1 }, { smallest: 0, entries: STEPS });
  const scale = (STEPS - 1) / (view.high - view.low);
  if (first) sum.fill(0);
  for (let i = 0; i < sum.length; i += 1) {
    const value = data[i] as number;
    if (Number.isNaN(value)) continue;
    const at = view.high > view.low ? (value - view.low) * scale : value >= view.high ? STEPS : -1;
    const index = at <= 0 ? 0 : at >= STEPS - 1 ? STEPS - 1 : (at + 0.5) | 0;
    sum[i] = (sum[i] as number) + (ramp[index] as number);
  }
}

/** Bring every sum back to at most 255 per colour, so that more channels can be added. */
function clampSums(sum: Uint32Array): void {
  for (let i = 0; i < sum.length; i += 1) {
    const value = sum[i] as number;
    const red = Math.min(value >>> RED, 255);
    const green = Math.min((value >>> GREEN) & 1023, 255);
    sum[i] = (red << RED) | (green << GREEN) | Math.min(value & 1023, 255);
  }
}

/** The sums as the bytes of an ImageData (little endian: A B G R). */
function toBytes(sum: Uint32Array): void {
  for (let i = 0; i < sum.length; i += 1) {
    const value = sum[i] as number;
    const red = value >>> RED;
    const green = (value >>> GREEN) & 1023;
    const blue = value & 1023;
    sum[i] =
      (OPAQUE |
        ((blue > 255 ? 255 : blue) << 16) |
        ((green > 255 ? 255 : green) << 8) |
        (red > 255 ? 255 : red)) >>>
      0;
  }
}

/** One channel's colours into a sum that holds nothing yet. */
function colourChannel({ data, view }: Channel, out: Uint32Array, first: boolean): void {
  const range = rangeOf(data);
  if (range) addByTable(out, data, cachedTable(view, range), range.smallest, first);
  else addByScale(out, data, view, first);
}

interface Channel {
  data: Pixels;
  view: ChannelView;
}

function addUp(channels: readonly Channel[], out: Uint32Array): void {
  channels.forEach((channel, index) => {
    if (index >= GROUP && (index - GROUP) % (GROUP - 1) === 0) clampSums(out);
    colourChannel(channel, out, index === 0);
  });
}

/** Every colour component from the channel where it is brightest. */
function takeBrightest(channels: readonly Channel[], out: Uint32Array): void {
  const own = new Uint32Array(out.length);
  for (const channel of channels) {
    colourChannel(channel, own, true);
    for (let i = 0; i < out.length; i += 1) {
      const [one, other] = [out[i] as number, own[i] as number];
      const red = Math.max(one >>> RED, other >>> RED);
      const green = Math.max((one >>> GREEN) & 1023, (other >>> GREEN) & 1023);
      out[i] = (red << RED) | (green << GREEN) | Math.max(one & 1023, other & 1023);
    }
  }
}

const WHITE: Colour = [255, 255, 255];

/** Each channel over those before it, as opaque as it is bright. */
function layOver(channels: readonly Channel[], out: Uint32Array): void {
  const own = new Uint32Array(out.length);
  const levels = new Uint32Array(out.length);
  for (const { data, view } of channels) {
    const { map, ...plain } = view;
    colourChannel({ data, view }, own, true);
    colourChannel({ data, view: { ...plain, color: WHITE } }, levels, true);
    for (let i = 0; i < out.length; i += 1) {
      const level = ((levels[i] as number) & 1023) / 255;
      const [below, above] = [out[i] as number, own[i] as number];
      const share = map ? level : 1;
      const mix = (shift: number) =>
        Math.round(((above >>> shift) & 1023) * share + ((below >>> shift) & 1023) * (1 - level));
      out[i] = (mix(RED) << RED) | (mix(GREEN) << GREEN) | mix(0);
    }
  }
}

/**
 * Blend channels.
 *
 * @param channels the pixels of each visible channel with its view, all of the same length
 * @param out      one 32-bit number per pixel, the view of an ImageData's bytes
 */
export function blend(channels: readonly Channel[], out: Uint32Array, blending: Blending = "add"): void {
  out.fill(0);
  if (blending === "max") takeBrightest(channels, out);
  else if (blending === "over") layOver(channels, out);
  else addUp(channels, out);
  toBytes(out);
}

/** Colour samples as stored: 8 bits as they are, 16 bits by their high byte, floats from 0 to 1. */
export function blendColour(data: Pixels, samples: number, out: Uint32Array): void {
  const whole = data instanceof Uint8Array ? 1 : data instanceof Uint16Array ? 1 / 257 : 255;
  const green = samples >= 3 ? 1 : 0;
  const blue = samples >= 3 ? 2 : 0;
  const byte = (value: number) => Math.min(Math.max(Math.round(value * whole), 0), 255);
  for (let i = 0, at = 0; i < out.length; i += 1, at += samples) {
    const r = data[at] as number;
    const g = data[at + green] as number;
    const b = data[at + blue] as number;
    out[i] = (OPAQUE | (byte(b) << 16) | (byte(g) << 8) | byte(r)) >>> 0;
  }
}
