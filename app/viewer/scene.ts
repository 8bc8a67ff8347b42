/** The image that is shown: its source, its loaded tiles, and which of them a view needs. */

import type { Camera, Size } from "./camera";
import { levelFor, visibleBox } from "./camera";
import { type Cell, cellsIn, countIn, type Plane, planeKey, requestOf, tileKey } from "./grid";
import { TileLoader, type Wanted } from "./loader";
import type { Frame, LoadedCell } from "./renderer";
import type { Tile, TileSource } from "./source";
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

export class Scene {
  state: ViewState = { z: 0, t: 0, channels: [] };
  private readonly loader: TileLoader;
  /** The plane that was last shown whole: it stays until the next one has come. */
  private shown: Plane | null = null;

  constructor(
    readonly source: TileSource,
    hears: { onTile(): void; onError(error: Error): void },
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
    return this.state.channels.flatMap((one, index) => (one.visible && index < channels ? [index] : []));
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
    this.loader.want(wanted);
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
      const there = cells.flatMap((cell): LoadedCell[] => {
        const tiles = channels.map((c) => this.loader.get(tileKey(cell, c)));
        return tiles.every((tile): tile is Tile => tile !== undefined) ? [{ ...cell, tiles }] : [];
      });
      return { cells: there, whole: there.length === cells.length };
    });
  }
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
