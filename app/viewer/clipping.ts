/**
 * Marks of pixels that the display cuts off, and others of pixels where the sensor itself was at its limit: the first
 * is only a matter of contrast, the second is light that was never measured.
 */
import type { Frame, LoadedCell } from "./renderer";
import type { Pixels, TileSource } from "./source";
import type { Colour, PixelLayer } from "./types";

/** Blue below the black point, orange above the white point, magenta stripes at the sensor's limit. */
export const BELOW: Colour = [64, 120, 255];
export const ABOVE: Colour = [255, 140, 40];
export const SENSOR: Colour = [255, 60, 190];
const STRIPE = 6;

const NONE = 0;
const LOW = 1;
const HIGH = 2;
const LIMIT = 3;

export class Clipping {
  /** The sensor's highest value for each channel of the image; null where nobody knows it. */
  sensor: readonly (number | null)[] = [];
  private kept = new Map<string, PixelLayer[]>();
  private stamp = "";

  /** Layers with the marks for the finest tiles of a frame; those that were worked out before are kept. */
  layers(frame: Frame, source: TileSource): PixelLayer[] {
    const stamp = JSON.stringify([
      frame.indices,
      frame.channels.map(({ low, high }) => [low, high]),
      this.sensor,
    ]);
    if (stamp !== this.stamp) this.kept.clear();
    this.stamp = stamp;
    const cells = frame.layers.findLast((one) => one.cells.length > 0)?.cells ?? [];
    const made = new Map(
      cells.map((cell) => [cell.key, this.kept.get(cell.key) ?? this.marks(cell, frame, source)]),
    );
    this.kept = made;
    return [...made.values()].flat();
  }

  forget(): void {
    this.kept.clear();
  }

  private marks(cell: LoadedCell, frame: Frame, source: TileSource): PixelLayer[] {
    const [first] = cell.tiles;
    const { factorY = 1, factorX = 1 } = source.levels[cell.level] ?? {};
    if (!first) return [];
    const state = new Uint8Array(first.width * first.height);
    cell.tiles.forEach((tile, index) => {
      const view = frame.channels[index];
      const sensor = this.sensor[frame.indices[index] ?? 0] ?? null;
      if (view) mark(state, tile.data, view.low, view.high, sensor, cell.tiles.length > 1);
    });
    const place = {
      width: first.width,
      height: first.height,
      origin: [cell.box[0], cell.box[1]] as [number, number],
      factor: [factorY, factorX] as [number, number],
    };
    return [
      [LOW, BELOW],
      [HIGH, ABOVE],
      [LIMIT, SENSOR],
    ].flatMap(([kind, color]) => {
      const data = only(state, kind as number, first.width);
      return data
        ? [{ ...LAYER, ...place, id: `clip/${cell.key}/${kind}`, data, color: color as Colour }]
        : [];
    });
  }
}

const LAYER = { kind: "pixels" as const, low: 0, high: 1, opacity: 1 };

/** The strongest mark of a pixel over its channels; “below” is only worth a word where one channel is looked at. */
function mark(
  state: Uint8Array,
  data: Pixels,
  low: number,
  high: number,
  sensor: number | null,
  several: boolean,
): void {
  for (let at = 0; at < state.length; at += 1) {
    const value = data[at] as number;
    const found =
      sensor !== null && value >= sensor ? LIMIT : value > high ? HIGH : value < low && !several ? LOW : NONE;
    if (found > (state[at] as number)) state[at] = found;
  }
}

/** The pixels of one kind as a mask; the sensor's limit as stripes. Null where there are none. */
function only(state: Uint8Array, kind: number, width: number): Uint8Array | null {
  const data = new Uint8Array(state.length);
  let any = false;
  for (let at = 0; at < state.length; at += 1) {
    if (state[at] !== kind) continue;
    const striped = kind === LIMIT && (Math.floor(at / width) + (at % width)) % STRIPE >= STRIPE / 2;
    if (striped) continue;
    data[at] = 1;
    any = true;
  }
  return any ? data : null;
}
