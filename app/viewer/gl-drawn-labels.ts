/**
 * Labels for a WebGL2 without a graphics card: the CPU draws their lines and fills, as for the canvas, and the GPU lays
 * the picture over the image. Their shader reads dozens of labels for each pixel, which takes seconds there.
 */
import { CanvasLabels } from "./canvas-labels";
import type { Drawing } from "./gl-labels";
import { type PictureProgram, VectorPicture } from "./gl-pictures";
import type { Hovered } from "./renderer";
import type { LabelLayer } from "./types";

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether the CPU does the work of the graphics card; a browser that does not tell has one. */
export function isSoftware(gl: WebGL2RenderingContext): boolean {
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  return told !== null && SOFTWARE.test(String(gl.getParameter(told.UNMASKED_RENDERER_WEBGL)));
}

export class DrawnLabels {
  private readonly painter = new CanvasLabels();
  private readonly picture: VectorPicture;
  private done = true;
  /** Counts the frames that were not finished, so that the next one is drawn again. */
  private attempt = 0;

  constructor(gl: WebGL2RenderingContext, pictures: PictureProgram) {
    this.picture = new VectorPicture(gl, pictures, true);
  }

  draw(layer: LabelLayer, hovered: Hovered | null, { mapping, screen, ratio }: Drawing): boolean {
    if (!this.done) this.attempt += 1;
    const place = [mapping.scale, mapping.x(0), mapping.y(0)];
    const look = [layer.labels, layer.changed, layer.mode, layer.colours, layer.selected, layer.opacity];
    const stamp = [...place, ...look, hovered?.object ?? 0, this.attempt];
    this.picture.draw(screen, stamp, (context) => {
      this.done = this.painter.draw(context, layer, hovered, mapping, ratio);
    });
    return this.done;
  }

  destroy(): void {
    this.picture.destroy();
  }
}
