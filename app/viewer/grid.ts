/** Which tiles of a pyramid a view needs. */
import type { Level, Projection, TileRequest, TileSource } from "./source";
import type { Box } from "./types";

/** One place of the tile grid of a level, for one plane. */
export interface Cell {
  /** Without the channel: `level/t/z/row/column`. */
  key: string;
  level: number;
  /** [y0, x0, y1, x1] in pixels of that level. */
  region: [number, number, number, number];
  /** The same box in pixels of full resolution. */
  box: [number, number, number, number];
}

export interface Plane {
  t: number;
  z: number;
  projection?: Projection | undefined;
}

export function planeKey(plane: Plane): string {
  return `${plane.t}/${plane.projection ?? plane.z}`;
}

function cellAt(source: TileSource, level: number, plane: Plane, row: number, column: number): Cell {
  const { width, height, factorY, factorX } = source.levels[level] as Level;
  const size = source.tileSize;
  const y0 = row * size;
  const x0 = column * size;
  const y1 = Math.min(y0 + size, height);
  const x1 = Math.min(x0 + size, width);
  return {
    key: `${level}/${planeKey(plane)}/${row}/${column}`,
    level,
    region: [y0, x0, y1, x1],
    box: [y0 * factorY, x0 * factorX, y1 * factorY, x1 * factorX],
  };
}

/** Rows and columns of the grid that a box (full resolution) touches: first, and first beyond. */
function rangeIn(source: TileSource, level: number, [y0, x0, y1, x1]: Box) {
  const { width, height, factorY, factorX } = source.levels[level] as Level;
  const size = source.tileSize;
  return {
    fromRow: Math.floor(y0 / factorY / size),
    toRow: Math.min(Math.ceil(y1 / factorY / size), Math.ceil(height / size)),
    fromColumn: Math.floor(x0 / factorX / size),
    toColumn: Math.min(Math.ceil(x1 / factorX / size), Math.ceil(width / size)),
  };
}

/** How many cells of a level a box touches. */
export function countIn(source: TileSource, level: number, box: Box): number {
  const { fromRow, toRow, fromColumn, toColumn } = rangeIn(source, level, box);
  return Math.max(0, toRow - fromRow) * Math.max(0, toColumn - fromColumn);
}

/** The cells of a level that a box touches, those nearest to its middle first. */
export function cellsIn(source: TileSource, level: number, plane: Plane, box: Box): Cell[] {
  const { fromRow, toRow, fromColumn, toColumn } = rangeIn(source, level, box);
  const cells: Cell[] = [];
  for (let row = fromRow; row < toRow; row += 1) {
    for (let column = fromColumn; column < toColumn; column += 1)
      cells.push(cellAt(source, level, plane, row, column));
  }
  const [y0, x0, y1, x1] = box;
  const distance = ({ box: [top, left, bottom, right] }: Cell) =>
    Math.hypot((top + bottom - y0 - y1) / 2, (left + right - x0 - x1) / 2);
  return cells.sort((one, other) => distance(one) - distance(other));
}

export function tileKey(cell: Cell, channel: number): string {
  return `${cell.key}/${channel}`;
}

export function requestOf(cell: Cell, channel: number, plane: Plane): TileRequest {
  const request: TileRequest = { level: cell.level, t: plane.t, c: channel, z: plane.z, region: cell.region };
  if (plane.projection) request.projection = plane.projection;
  return request;
}
