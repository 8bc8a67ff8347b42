/** The image that is shown: its source, its loaded tiles, and which of them a view needs. */

import type { Camera, Size } from "./camera";
import { levelFor, visibleBox } from "./camera";
import { type Cell, cellsIn, countIn, type Plane, planeKey, requestOf, tileKey } from "./grid";
import { TileLoader, type Wanted } from "./loader";
import type { Frame, LoadedCell } from "./renderer";
import type { Pixels, Tile, TileSource } from "./source";
import type { Box, ViewState } from "./types";

const CACHE_BYTES = 256e6;
const CONCURRENCY = 4;
/** More tiles of a level than this are never asked for at once; the next coarser level is taken instead. */
const MOST_CELLS = 256;
/** The whole coarsest level is loaded first where it has no more cells than this. */
const MOST_COARSE_CELLS = 16;

/** What decides which tiles are needed. */
export interface Look {
  camera: Camera;
  view: Size;
  ratio: number;
}

export interface SceneHears {
  /** A tile has come, or a part of one. */
  onTile(): void;
  onError(error: Error): void;
}

export class Scene {
  state: ViewState = { z: 0, t: 0, channels: [] };
  /** Planes that will be looked at next. */
  ahead: readonly Plane[] = [];
  private readonly loader: TileLoader;
  /** The plane that was last shown whole: it stays until the next one has come. */
  private shown: Plane | null = null;

  constructor(
    readonly source: TileSource,
    hears: SceneHears,
  ) {
    this.loader = new TileLoader(source, { concurrency: CONCURRENCY, bytes: CACHE_BYTES, ...hears });
  }

  destroy(): void {
    this.loader.destroy();
  }

  /** Everything that the last request named is there (or failed). */
  settled(): boolean {
    return this.state.channels.length > 0 && this.loader.settled();
  }

  /** The plane on screen is whole now. */
  keepPlane(): void {
    this.shown = this.plane();
  }

  /** Channels that are drawn: one picture for colour, the visible ones else. */
  drawn(): number[] {
    if (this.source.colour) return [0];
    const { channels } = this.source;
    const order = this.state.order ?? this.state.channels.map((_, index) => index);
    return order.filter((index) => index < channels && this.state.channels[index]?.visible);
  }

  /** Ask for the tiles that a look needs, coarse ones first. */
  request(look: Look): void {
    const plane = this.plane();
    const channels = this.drawn();
    const wanted: Wanted[] = [];
    for (const { cells, needed } of this.cells(plane, look)) {
      if (!needed) continue;
      for (const cell of cells) {
        for (const c of channels) wanted.push({ key: tileKey(cell, c), request: requestOf(cell, c, plane) });
      }
    }
    this.loader.want(wanted, this.tilesAhead(look, channels));
  }

  /** The tiles of the planes that come next. */
  private tilesAhead(look: Look, channels: readonly number[]): Wanted[] {
    return this.ahead.flatMap((plane) =>
      this.cells(plane, look).flatMap(({ cells, needed }) =>
        needed
          ? cells.flatMap((cell) =>
              channels.map((c) => ({ key: tileKey(cell, c), request: requestOf(cell, c, plane) })),
            )
          : [],
      ),
    );
  }

  /** What is loaded, coarse to fine; the plane before where nothing of this one has come yet. */
  layers(look: Look): Frame["layers"] {
    const plane = this.plane();
    const layers = this.loaded(plane, look);
    const waiting = this.shown && planeKey(this.shown) !== planeKey(plane) && layers.every(isEmpty);
    return waiting && this.shown ? this.loaded(this.shown, look) : layers;
  }

  /** The values of a pixel in every channel, from the finest tile that is loaded; NaN where none is. */
  valuesAt(y: number, x: number): number[] {
    const { source } = this;
    const plane = this.plane();
    const count = source.colour ? 1 : source.channels;
    return Array.from({ length: count }, (_, c) => c).flatMap((c) => {
      for (let level = 0; level < source.levels.length; level += 1) {
        const [cell] = cellsIn(source, level, plane, [y, x, y + 1, x + 1]);
        const tile = cell && this.loader.get(tileKey(cell, c));
        if (cell && tile) return valuesIn(tile, cell, source, y, x);
      }
      return [Number.NaN];
    });
  }

  private plane(): Plane {
    const { z, t, projection } = this.state;
    return projection ? { z, t, projection } : { z, t };
  }

  /** The level that the zoom needs, those under it, and the coarsest one, whole, for the overview and the first look. */
  private cells(plane: Plane, { camera, view, ratio }: Look): { cells: Cell[]; needed: boolean }[] {
    const { source } = this;
    const box = visibleBox(camera, source, view);
    const coarsest = source.levels.length - 1;
    let target = levelFor(source.levels, camera.zoom * ratio);
    while (target < coarsest && countIn(source, target, box) > MOST_CELLS) target += 1;
    const all: Box = [0, 0, source.height, source.width];
    const layers = [];
    for (let level = coarsest; level >= target; level -= 1) {
      const whole = level === coarsest && countIn(source, level, all) <= MOST_COARSE_CELLS;
      const cells = cellsIn(source, level, plane, whole ? all : box).slice(0, MOST_CELLS);
      layers.push({ cells, needed: level === coarsest || level === target });
    }
    return layers;
  }

  private loaded(plane: Plane, look: Look): Frame["layers"] {
    const channels = this.drawn();
    return this.cells(plane, look).map(({ cells }) => {
      const there = cells.flatMap((cell) => this.cellThere(cell, channels) ?? []);
      return { cells: there, whole: there.length === cells.length };
    });
  }

  /** A cell whose tiles are there; a channel that cannot be read is left dark, so that the others are seen. */
  private cellThere(cell: Cell, channels: readonly number[]): LoadedCell | null {
    const found = channels.map((c) => this.loader.get(tileKey(cell, c)));
    const sample = found.find((tile) => tile !== undefined);
    if (!sample) return null;
    const lost: number[] = [];
    const tiles = found.flatMap((tile, index) => {
      if (tile) return [tile];
      const c = channels[index] as number;
      if (!this.loader.failed(tileKey(cell, c))) return [];
      lost.push(c);
      return [darkTile(sample, this.source.dtype)];
    });
    if (tiles.length < channels.length) return null;
    const parts = tiles.map((tile) => tile.part ?? "").join("");
    const key = `${cell.key}${parts && `~${parts}`}${lost.length ? `~without ${lost.join()}` : ""}`;
    return { ...cell, key, tiles };
  }

  /** What is loaded of the part on screen, in every channel that is shown, thinned to about `most` values each. */
  valuesSeen(look: Look, most: number): Pixels[] {
    const box = visibleBox(look.camera, this.source, look.view);
    const layer = this.layers(look).findLast(({ cells }) => cells.length > 0);
    return this.drawn().map((_, index) => gathered(layer?.cells ?? [], index, box, this.source, most));
  }
}

/** No light, where there would be some: zeros, or not-a-number where the type has it. */
function darkTile({ width, height, samples, data }: Tile, dtype: string): Tile {
  const made = data.slice();
  made.fill(dtype.startsWith("float") ? Number.NaN : 0);
  return { data: made, width, height, samples };
}

/** Every n-th pixel of the cells within a box, n the same in y and x. */
function gathered(
  cells: readonly LoadedCell[],
  index: number,
  [y0, x0, y1, x1]: Box,
  source: TileSource,
  most: number,
): Pixels {
  const values: number[] = [];
  const { factorY = 1, factorX = 1 } = source.levels[cells[0]?.level ?? 0] ?? {};
  const step = Math.max(1, Math.ceil(Math.sqrt(((y1 - y0) * (x1 - x0)) / factorY / factorX / most)));
  const first = (low: number, start: number) => low + Math.ceil(Math.max(0, start - low) / step) * step;
  for (const { tiles, region } of cells) {
    const tile = tiles[index];
    if (!tile) continue;
    const [top, left, bottom, right] = region;
    for (let y = first(top, Math.floor(y0 / factorY)); y < Math.min(bottom, y1 / factorY); y += step) {
      for (let x = first(left, Math.floor(x0 / factorX)); x < Math.min(right, x1 / factorX); x += step)
        values.push(tile.data[((y - top) * tile.width + x - left) * tile.samples] as number);
    }
  }
  return Float64Array.from(values);
}

function isEmpty({ cells }: Frame["layers"][number]): boolean {
  return cells.length === 0;
}

function valuesIn(tile: Tile, cell: Cell, source: TileSource, y: number, x: number): number[] {
  const { factorY = 1, factorX = 1 } = source.levels[cell.level] ?? {};
  const row = Math.min(Math.floor(y / factorY) - cell.region[0], tile.height - 1);
  const column = Math.min(Math.floor(x / factorX) - cell.region[1], tile.width - 1);
  const start = (row * tile.width + column) * tile.samples;
  return Array.from(tile.data.subarray(start, start + Math.min(tile.samples, 3)));
}
