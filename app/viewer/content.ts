/** What is shown: the image with its channels and what lies on it, put together as the frame that is drawn. */
import type { Point, Size } from "./camera";
import { Clipping } from "./clipping";
import type { Legend } from "./legend";
import { labelAt } from "./outline";
import type { Frame, Hovered } from "./renderer";
import { Scene, type SceneHears } from "./scene";
import type { TileSource } from "./source";
import type { Box, ChannelView, Hover, LabelLayer, Layer } from "./types";
import type { Viewport } from "./viewport";

export class Content {
  scene: Scene | null = null;
  layers: readonly Layer[] = [];
  legends: readonly Legend[] = [];
  pixelSize: { y: number; x: number } | null = null;
  typical: number | null = null;
  region: Box | null = null;
  hovered: Hovered | null = null;
  private clipping: Clipping | null = null;

  constructor(private readonly hears: SceneHears) {}

  /** Another image: nothing of the one before is of use. */
  setImage(source: TileSource | null): void {
    this.scene?.destroy();
    this.scene = source && new Scene(source, this.hears);
    this.layers = [];
    this.clipping?.forget();
    this.region = null;
    this.pixelSize = source?.pixelSize ?? null;
  }

  setClipping(sensor: readonly (number | null)[] | null): void {
    this.clipping = sensor && (this.clipping ?? new Clipping());
    if (this.clipping && sensor) this.clipping.sensor = sensor;
  }

  imageSize(): Size {
    return this.scene?.source ?? { width: 1, height: 1 };
  }

  /** Channels for the legend: colour pictures have none. */
  named(): ChannelView[] {
    if (!this.scene || this.scene.source.colour) return [];
    const { channels, order = channels.map((_, index) => index) } = this.scene.state;
    return order.flatMap((index) => channels[index] ?? []);
  }

  /** Hover and click pick from these. */
  topLabels(): LabelLayer | undefined {
    return this.layers.findLast((one): one is LabelLayer => one.kind === "labels");
  }

  objectAt(point: Point): number {
    const overlay = this.topLabels();
    if (!overlay) return 0;
    const y = Math.floor((point.y - overlay.origin[0]) / overlay.factor[0]);
    const x = Math.floor((point.x - overlay.origin[1]) / overlay.factor[1]);
    return labelAt(overlay, y, x);
  }

  /** What is at a point of the image; null beside it. */
  hoverAt(point: Point): Hover | null {
    const y = Math.floor(point.y);
    const x = Math.floor(point.x);
    const { width, height } = this.imageSize();
    if (!this.scene || x < 0 || y < 0 || x >= width || y >= height) return null;
    return { y, x, values: this.scene.valuesAt(y, x), object: this.objectAt(point) };
  }

  /** The frame as it is now; null where there is no image yet. */
  frame(viewport: Viewport): Frame | null {
    const { scene } = this;
    if (!scene || scene.state.channels.length === 0) return null;
    const indices = scene.drawn();
    const channels = indices.map((index) => scene.state.channels[index] as ChannelView);
    const { colour } = scene.source;
    const { blending = "add" } = scene.state;
    const layers = scene.layers(viewport.look());
    const frame: Frame = { ...this.emptyFrame(viewport), blending, colour, indices, channels, layers };
    const marks = colour ? undefined : this.clipping?.layers(frame, scene.source);
    return marks ? { ...frame, overlays: [...marks, ...frame.overlays] } : frame;
  }

  emptyFrame({ camera, size }: Viewport): Frame {
    return {
      camera,
      view: size,
      image: this.imageSize(),
      colour: false,
      indices: [],
      channels: [],
      layers: [],
      blending: "add",
      overlays: this.scene ? this.layers : [],
      hovered: this.hovered,
      region: this.region,
    };
  }
}
