/**
 * Draws many short lines with soft edges into a picture of its own. The canvas's own strokes cost 10 µs a piece without
 * a graphics card; here ten thousand take a few milliseconds on any machine.
 */

/** A lane holds how much of each pixel its lines cover, 0 to 255; the later lanes lie on top. */
export interface Lane {
  colour: readonly [number, number, number];
  /** Opacity of its lines, 0 to 1. */
  alpha: number;
  cover: Uint8Array;
  /** The colour of each pixel as 0xBBGGRR, for lines that have their own. */
  own: Uint32Array | null;
}

/** Label coordinates to pixels of the picture. */
export interface Placement {
  scaleX: number;
  scaleY: number;
  left: number;
  top: number;
}

export class LinePicture {
  readonly lanes: Lane[];
  width = 0;
  height = 0;

  constructor(lanes: readonly { colour: readonly [number, number, number]; alpha: number }[]) {
    this.lanes = lanes.map((lane) => ({ ...lane, cover: new Uint8Array(0), own: null }));
  }

  /** Start with nothing drawn. */
  begin(width: number, height: number): void {
    for (const lane of this.lanes) lane.own = null;
    const same = width === this.width && height === this.height;
    this.width = width;
    this.height = height;
    for (const lane of this.lanes) {
      if (same) lane.cover.fill(0);
      else lane.cover = new Uint8Array(width * height);
    }
  }

  /**
   * Add line pieces [x0, y0, x1, y1, ...] to a lane; `radius` is half their width in pixels.
   *
   * @param colours 0xBBGGRR for each piece, where they have colours of their own
   */
  add(
    lane: number,
    pieces: Float32Array,
    { scaleX, scaleY, left, top }: Placement,
    radius: number,
    colours?: Uint32Array,
  ): void {
    const into = this.lanes[lane] as Lane;
    if (colours) into.own ??= new Uint32Array(this.width * this.height);
    for (let at = 0; at < pieces.length; at += 4) {
      this.line(
        into,
        (pieces[at] as number) * scaleX + left,
        (pieces[at + 1] as number) * scaleY + top,
        (pieces[at + 2] as number) * scaleX + left,
        (pieces[at + 3] as number) * scaleY + top,
        radius,
        colours?.[at >> 2] ?? 0,
      );
    }
  }

  /** Every pixel near the line is covered by how far the line's edge lies beyond its centre. */
  private line(
    { cover, own }: Lane,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    radius: number,
    colour: number,
  ): void {
    const reach = radius + 0.5;
    const fromX = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
    const toX = Math.min(this.width - 1, Math.ceil(Math.max(x0, x1) + reach));
    const fromY = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
    const toY = Math.min(this.height - 1, Math.ceil(Math.max(y0, y1) + reach));
    const dx = x1 - x0;
    const dy = y1 - y0;
    const length = dx * dx + dy * dy || 1;
    for (let y = fromY; y <= toY; y += 1) {
      const py = y + 0.5 - y0;
      for (let x = fromX, at = y * this.width + fromX; x <= toX; x += 1, at += 1) {
        const px = x + 0.5 - x0;
        const along = (px * dx + py * dy) / length;
        const t = along < 0 ? 0 : along > 1 ? 1 : along;
        const ex = px - t * dx;
        const ey = py - t * dy;
        const distance = ex * ex + ey * ey;
        if (distance >= reach * reach) continue;
        const share = reach - Math.sqrt(distance);
        const value = share >= 1 ? 255 : (share * 255) | 0;
        if (value <= (cover[at] as number)) continue;
        cover[at] = value;
        if (own) own[at] = colour;
      }
    }
  }

  /** The lanes laid over each other, as the bytes of an ImageData. */
  finish(out: Uint32Array): void {
    out.fill(0);
    for (const { cover, alpha, colour, own } of this.lanes) {
      const [red, green, blue] = colour;
      const plain = ((blue << 16) | (green << 8) | red) >>> 0;
      for (let at = 0; at < cover.length; at += 1) {
        const covered = cover[at] as number;
        if (covered === 0) continue;
        const under = out[at] as number;
        const full = own ? (own[at] as number) : plain;
        out[at] =
          under === 0
            ? ((Math.round(covered * alpha) << 24) | full) >>> 0
            : over(under, full, (covered * alpha) / 255);
      }
    }
  }
}

/** One colour over another, neither multiplied by its opacity. */
function over(under: number, full: number, alpha: number): number {
  const below = ((under >>> 24) / 255) * (1 - alpha);
  const sum = alpha + below;
  const mix = (top: number, bottom: number) => Math.round((top * alpha + bottom * below) / sum);
  const r = mix(full & 255, under & 255);
  const g = mix((full >>> 8) & 255, (under >>> 8) & 255);
  const b = mix(full >>> 16, (under >>> 16) & 255);
  return ((Math.round(sum * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
}
