/** One layer of labels on the GPU: outlines or fills from label tiles, or how dense its objects lie. */
import type { Size } from "./camera";
import { SELECTION_RGB } from "./colour";
import { boxOnScreen, type LayerScreen, screenOf, visibleIn } from "./geometry";
import { CORE, HALO, keyOf, type LabelTile, LabelTiles } from "./gl-label-tiles";
import { ObjectTable } from "./gl-object-table";
import { GlPieces, type PictureProgram } from "./gl-pictures";
import type { Program } from "./gl-program";
import {
  CASING_MARGIN,
  CHOSEN_RADIUS,
  HOVER_RADIUS,
  LINE_RADIUS,
  SMALLEST_FILLED,
  SMALLEST_OUTLINED,
  SQUARE_FROM,
  STRONG_RADIUS,
  thinningFor,
} from "./label-tiles";
import { typicalSize } from "./outline";
import { densityPicture, piecesIn } from "./pictures";
import type { Mapping } from "./placing";
import type { Hovered } from "./renderer";
import type { LabelLayer } from "./types";

/** What is the same for all layers of a frame. */
export interface Drawing {
  mapping: Mapping;
  screen: Size;
  ratio: number;
  until: number;
}

const strong = window.matchMedia("(prefers-contrast: more)");

export class GlLabels {
  private readonly tiles: LabelTiles;
  private readonly table: ObjectTable;
  private readonly dense: GlPieces;
  private shown: LabelLayer | null = null;
  private mended = 0;
  /** Typical diameter of the objects in label pixels. */
  private size = 0;

  constructor(
    gl: WebGL2RenderingContext,
    private readonly program: Program,
    pictures: PictureProgram,
  ) {
    this.tiles = new LabelTiles(gl);
    this.table = new ObjectTable(gl);
    this.dense = new GlPieces(gl, pictures);
  }

  get bytes(): number {
    return this.tiles.bytes + this.dense.bytes;
  }

  /** Draw what is there and make what time allows; false where another frame is needed. */
  draw(layer: LabelLayer, under: Hovered | null, drawing: Drawing): boolean {
    this.learn(layer);
    const hovered = under?.object ?? 0;
    const place = screenOf(layer, drawing.mapping);
    const zoom = place.scaleX / drawing.ratio;
    if (this.size * zoom < SMALLEST_FILLED && zoom < 1) return this.drawDense(layer, place, drawing);
    const outlined = layer.mode === "outline" && this.size * zoom >= SMALLEST_OUTLINED;
    const step = thinningFor(zoom);
    const tiles = piecesIn(layer, visibleIn(place, drawing.screen), step, CORE);
    const done = this.make(layer, tiles, drawing.until);
    this.prepare(layer, hovered, outlined, zoom, drawing);
    for (const tile of tiles) this.drawTile(layer, tile, place);
    return done;
  }

  destroy(): void {
    this.tiles.clear();
    this.table.destroy();
    this.dense.clear();
  }

  private learn(layer: LabelLayer): void {
    const { shown } = this;
    const changed = layer.changed ?? [];
    const sameLabels = shown?.labels === layer.labels && changed.length >= this.mended;
    if (!sameLabels) {
      this.tiles.clear();
      this.size = typicalSize(layer);
      this.mended = changed.length;
    }
    const mends = changed.slice(this.mended);
    for (const box of mends) this.tiles.mend(layer, box);
    if (mends.length > 0 && this.size === 0) this.size = typicalSize(layer);
    const sameLook = shown?.colours === layer.colours && shown.selected === layer.selected;
    if (!sameLabels || !sameLook || mends.length > 0) this.dense.clear();
    this.mended = changed.length;
    this.shown = layer;
  }

  private make(layer: LabelLayer, tiles: readonly LabelTile[], until: number): boolean {
    const needed = new Set(tiles.map(keyOf));
    for (const tile of tiles) {
      if (this.tiles.get(tile)) continue;
      this.tiles.make(layer, tile, needed);
      if (performance.now() > until) break;
    }
    return tiles.every((tile) => this.tiles.get(tile));
  }

  private prepare(
    layer: LabelLayer,
    hovered: number,
    outlined: boolean,
    zoom: number,
    drawing: Drawing,
  ): void {
    const { screen, ratio } = drawing;
    const { tiles, table } = this;
    const program = this.program.use();
    const { colours, flags } = table.update(layer.colours, layer.selected, tiles.objects(), (object) =>
      tiles.numberOf(object),
    );
    program.texture("colours", 1, colours).texture("flags", 2, flags);
    program.floats("screen", screen.width, screen.height).floats("opacity", layer.opacity);
    const radius = strong.matches ? STRONG_RADIUS : LINE_RADIUS;
    const radii = [radius, HOVER_RADIUS + radius - LINE_RADIUS, CHOSEN_RADIUS, CASING_MARGIN];
    program.floats("radii", ...radii.map((one) => one * ratio));
    program.int("square", zoom >= SQUARE_FROM ? 1 : 0).int("filled", outlined ? 0 : 1);
    program.int("neutral", layer.colours.by === "neutral" ? 1 : 0);
    program.int("choosing", layer.selected.size > 0 ? 1 : 0).uint("hovered", tiles.numberOf(hovered));
    program.floats("selection", ...SELECTION_RGB.map((one) => one / 255));
  }

  private drawTile(layer: LabelLayer, tile: LabelTile, place: LayerScreen): void {
    const texture = this.tiles.get(tile);
    if (!texture) return;
    const { step, row, column } = tile;
    const y = row * CORE * step;
    const x = column * CORE * step;
    const over = (CASING_MARGIN + CHOSEN_RADIUS) * 2; // lines reach beyond the last label
    const right = x + CORE * step >= layer.width ? over / place.scaleX : 0;
    const bottom = y + CORE * step >= layer.height ? over / place.scaleY : 0;
    const left = column === 0 ? over / place.scaleX : 0;
    const top = row === 0 ? over / place.scaleY : 0;
    const y1 = Math.min(y + CORE * step, layer.height);
    const x1 = Math.min(x + CORE * step, layer.width);
    const box = boxOnScreen(place, [y - top, x - left, y1 + bottom, x1 + right]);
    const originX = place.left + (x - HALO * step) * place.scaleX;
    const originY = place.top + (y - HALO * step) * place.scaleY;
    const program = this.program.texture("labels", 0, texture);
    program.floats("box", ...box).floats("origin", originX, originY);
    program.floats("scale", place.scaleX * step, place.scaleY * step).rectangle();
  }

  private drawDense(layer: LabelLayer, place: LayerScreen, { screen, until }: Drawing): boolean {
    const step = thinningFor(place.scaleX);
    return this.dense.draw(layer, place, screen, step, (piece) => densityPicture(layer, piece), until);
  }
}
