/** Colours of channels and of labels (interface.md, section 5). */
import type { Colour } from "./types";

const AZURE: Colour = [79, 148, 255];
const GREY: Colour = [201, 206, 214];
/** In this order for several channels. */
export const CHANNEL_COLOURS: readonly Colour[] = [
  AZURE,
  [255, 90, 200],
  [53, 196, 124],
  [255, 176, 46],
  GREY,
];
const WHITE: Colour = [255, 255, 255];
const NUCLEAR = /(^|[^a-z])(dna|dapi|hoechst)/i;

/** Yellow is for the selection and never a label colour. */
export const SELECTION = "#ffd54a";
export const SELECTION_RGB: Colour = [255, 213, 74];
export const LABEL_COLOURS: readonly Colour[] = [
  [192, 179, 243],
  [213, 71, 126],
  [163, 243, 202],
  [127, 166, 50],
  [0, 177, 181],
  [223, 146, 127],
];

/** "#4f94ff", "4F94FF" or "4F94FFFF" as bytes; null where it is none of them. */
export function parseColour(text: string | null | undefined): Colour | null {
  const hex = /^#?([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text ?? "")?.[1];
  if (!hex) return null;
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function colourText(colour: Colour): string {
  return `#${colour.map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * A colour for every channel that has none: one channel alone is grey; a nuclear stain is azure; the others take the
 * next free colour in order.
 */
export function channelColours(channels: readonly { name: string; color: string | null }[]): Colour[] {
  if (channels.length === 1) return [parseColour(channels[0]?.color) ?? WHITE];
  const nuclear = channels.findIndex((one) => NUCLEAR.test(one.name));
  const free = CHANNEL_COLOURS.filter((_, index) => nuclear < 0 || index > 0);
  let next = 0;
  return channels.map((one, index) => {
    const own = parseColour(one.color);
    if (own) return own;
    if (index === nuclear) return AZURE;
    return free[next++] ?? GREY;
  });
}

/** The colour of a label: a hash of its id, so that neighbours in number differ and a run never recolours. */
export function labelColour(id: number): Colour {
  let hash = Math.imul(id ^ (id >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return LABEL_COLOURS[((hash ^ (hash >>> 16)) >>> 0) % LABEL_COLOURS.length] as Colour;
}
