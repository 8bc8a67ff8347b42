/** Dots of a scatter plot painted into a canvas: how many lie on a pixel is how strong it is. */
import { parseColor } from "./contrast";
import { counted, type Places } from "./plotting";
import type { Rgb } from "./store";

export interface DotColours {
  all: Rgb;
  selected: Rgb;
}

export interface DotGroups {
  /** The number of each row's group, 0 for none. */
  of: Uint8Array;
  palette: readonly Rgb[];
}

export function dotColours(all: string, selected: string): DotColours {
  return { all: parseColor(all) ?? [157, 176, 255], selected: parseColor(selected) ?? [255, 213, 74] };
}

/** With fewer objects than this a dot is more than one pixel. */
const FEW = 60_000;
const VERY_FEW = 3000;
const HANDFUL = 600;
const bases = new WeakMap<Places, Uint32Array>();

export function paintDots(
  canvas: HTMLCanvasElement,
  places: Places,
  selected: Uint8Array | null,
  groups: DotGroups | null,
  colours: DotColours,
): void {
  const { width, height } = places;
  const context = canvas.getContext("2d");
  if (!context || width < 1 || height < 1) return;
  const base = bases.get(places) ?? counted(places, null);
  bases.set(places, base);
  const chosen = selected ? counted(places, selected) : null;
  const of = groups && groupOf(places, groups.of);
  const most = base.reduce((top, one) => Math.max(top, one), 1);
  const drawn = base.reduce((sum, one) => sum + one, 0);
  const reach = drawn > FEW ? 0 : drawn > VERY_FEW ? 1 : drawn > HANDFUL ? 1.5 : 2.3;
  const dim = selected ? 0.6 : 1;
  const picture = context.createImageData(width, height);
  const dot = stamp(picture, reach);
  for (let place = 0; place < base.length; place += 1) {
    const count = base[place] as number;
    if (!count) continue;
    const group = of?.[place] ?? 0;
    const colour = group ? (groups?.palette[group - 1] as Rgb) : colours.all;
    dot(place, colour, dim * (0.45 + 0.55 * (Math.log1p(count) / Math.log1p(most))));
  }
  // The selection lies on top: it is never hidden by the many.
  if (!chosen) return context.putImageData(picture, 0, 0);
  const strongest = Math.log1p(chosen.reduce((top, one) => Math.max(top, one), 1));
  chosen.forEach((count, place) => {
    if (count) dot(place, colours.selected, 0.62 + 0.38 * (Math.log1p(count) / strongest));
  });
  context.putImageData(picture, 0, 0);
}

/** The group that most lately fell onto each pixel. */
function groupOf({ width, height, at }: Places, of: Uint8Array): Uint8Array {
  const found = new Uint8Array(width * height);
  for (let row = 0; row < at.length; row += 1) {
    const place = at[row] as number;
    if (place >= 0 && of[row]) found[place] = of[row] as number;
  }
  return found;
}

function stamp({ width, height, data }: ImageData, reach: number) {
  const offsets: [number, number][] = [];
  const far = Math.floor(reach);
  for (let y = -far; y <= far; y += 1) {
    for (let x = -far; x <= far; x += 1) if (x * x + y * y <= reach * reach + 0.3) offsets.push([y, x]);
  }
  return (place: number, [red, green, blue]: Rgb, alpha: number) => {
    const line = Math.floor(place / width);
    const column = place % width;
    for (const [y, x] of offsets) {
      const to = line + y;
      const across = column + x;
      if (to < 0 || across < 0 || to >= height || across >= width) continue;
      const i = (to * width + across) * 4;
      const strength = Math.round(alpha * 255);
      if ((data[i + 3] as number) > strength) continue;
      data[i] = red;
      data[i + 1] = green;
      data[i + 2] = blue;
      data[i + 3] = strength;
    }
  };
}
