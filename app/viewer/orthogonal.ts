/** Three cuts through one place of a stack: xy, beside it yz, under it xz; a click or the keys move the place. */
import { WORDS } from "../words";
import { blend } from "./blend";
import { GROUND } from "./placing";
import type { Pixels } from "./source";
import type { Spacing, Stack } from "./stack";
import type { Blending, ChannelView } from "./types";

const GAP = 6;
const CROSS = "rgba(255, 213, 74, 0.9)";

interface Voxel {
  z: number;
  y: number;
  x: number;
}

type Axis = keyof Voxel;

/** A cut: which axis runs along it and which down, and where it is drawn (CSS pixels). */
interface Cut {
  along: Axis;
  down: Axis;
  left: number;
  top: number;
  width: number;
  height: number;
}

export class OrthogonalView {
  readonly element = document.createElement("canvas");
  private readonly stop = new AbortController();
  private stack: Stack | null = null;
  private spacing: Spacing = { z: 1, y: 1, x: 1 };
  private views: readonly ChannelView[] = [];
  private blending: Blending = "add";
  private place: Voxel = { z: 0, y: 0, x: 0 };
  private requested = 0;

  /** @param onSlice hears of another slice, in the image's own numbers */
  constructor(
    private readonly onSlice: (z: number) => void,
    private readonly onDrawn: () => void,
  ) {
    this.element.className = "viewer-orthogonal";
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "application");
    const { signal } = this.stop;
    this.element.addEventListener("pointerdown", (event) => this.point(event), { signal });
    this.element.addEventListener("pointermove", (event) => event.buttons === 1 && this.point(event), {
      signal,
    });
    this.element.addEventListener("keydown", (event) => this.key(event), { signal });
    this.element.addEventListener("wheel", (event) => this.wheel(event), { signal, passive: false });
    this.describe();
  }

  setStack(stack: Stack, spacing: Spacing, z: number): void {
    this.stack = stack;
    this.spacing = spacing;
    const slice = Math.min(Math.floor(z / stack.step[0]), stack.depth - 1);
    this.place = { z: slice, y: stack.height >> 1, x: stack.width >> 1 };
    this.describe();
    this.draw();
  }

  setChannels(views: readonly ChannelView[], blending: Blending): void {
    this.views = views;
    this.blending = blending;
    this.draw();
  }

  draw(): void {
    this.requested ||= requestAnimationFrame(() => {
      this.requested = 0;
      this.paint();
      this.onDrawn();
    });
  }

  destroy(): void {
    this.stop.abort();
    cancelAnimationFrame(this.requested);
    this.element.remove();
  }

  /** Move the place by voxels along an axis, within the stack. */
  private step(axis: Axis, by: number): void {
    this.moveTo({ ...this.place, [axis]: this.place[axis] + by });
  }

  private moveTo(wanted: Voxel): void {
    const { stack } = this;
    if (!stack) return;
    const within = (value: number, length: number) => Math.min(Math.max(Math.floor(value), 0), length - 1);
    const before = this.place.z;
    this.place = {
      z: within(wanted.z, stack.depth),
      y: within(wanted.y, stack.height),
      x: within(wanted.x, stack.width),
    };
    if (this.place.z !== before) this.onSlice(this.place.z * stack.step[0]);
    this.describe();
    this.draw();
  }

  private describe(): void {
    const [stepZ = 1, stepY = 1, stepX = 1] = this.stack?.step ?? [];
    const { z, y, x } = this.place;
    const told = [x * stepX, y * stepY].map((one) => Math.round(one));
    this.element.setAttribute("aria-label", WORDS.orthogonalView(told[0] ?? 0, told[1] ?? 0, z * stepZ + 1));
  }

  /** Where the three cuts lie so that all fit, each with the proportions of the spacing. */
  private cuts(stack: Stack): Cut[] {
    const { clientWidth, clientHeight } = this.element;
    const [stepZ, stepY, stepX] = stack.step;
    const wide = stack.width * stepX * this.spacing.x;
    const high = stack.height * stepY * this.spacing.y;
    const deep = stack.depth * stepZ * this.spacing.z;
    const scale = Math.min((clientWidth - GAP * 3) / (wide + deep), (clientHeight - GAP * 3) / (high + deep));
    const [width, height, depth] = [wide * scale, high * scale, Math.max(deep * scale, 1)];
    const left = (clientWidth - width - depth - GAP) / 2;
    const top = (clientHeight - height - depth - GAP) / 2;
    return [
      { along: "x", down: "y", left, top, width, height },
      { along: "z", down: "y", left: left + width + GAP, top, width: depth, height },
      { along: "x", down: "z", left, top: top + height + GAP, width, height: depth },
    ];
  }

  private paint(): void {
    const { stack, element } = this;
    const { clientWidth, clientHeight } = element;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const context = element.getContext("2d", { alpha: false });
    if (!stack || !context || clientWidth === 0) return;
    element.width = Math.round(clientWidth * ratio);
    element.height = Math.round(clientHeight * ratio);
    context.scale(ratio, ratio);
    context.fillStyle = GROUND;
    context.fillRect(0, 0, clientWidth, clientHeight);
    context.imageSmoothingEnabled = false;
    for (const cut of this.cuts(stack)) {
      const { left, top, width, height } = cut;
      context.drawImage(this.picture(stack, cut), left, top, width, height);
      this.cross(context, stack, cut);
    }
  }

  private cross(context: CanvasRenderingContext2D, stack: Stack, cut: Cut): void {
    const x = cut.left + ((this.place[cut.along] + 0.5) / lengthOf(stack, cut.along)) * cut.width;
    const y = cut.top + ((this.place[cut.down] + 0.5) / lengthOf(stack, cut.down)) * cut.height;
    context.strokeStyle = CROSS;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(cut.left, y);
    context.lineTo(cut.left + cut.width, y);
    context.moveTo(x, cut.top);
    context.lineTo(x, cut.top + cut.height);
    context.stroke();
  }

  private picture(stack: Stack, { along, down }: Cut): HTMLCanvasElement {
    const [width, height] = [lengthOf(stack, along), lengthOf(stack, down)];
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const picture = new ImageData(width, height);
    const seen = this.views.flatMap((view, index) => {
      const values = view.visible ? stack.channels.get(index) : undefined;
      return values ? [{ data: this.cutOf(stack, values, along, down), view }] : [];
    });
    blend(seen, new Uint32Array(picture.data.buffer), this.blending);
    canvas.getContext("2d")?.putImageData(picture, 0, 0);
    return canvas;
  }

  private cutOf(stack: Stack, values: Pixels, along: Axis, down: Axis): Pixels {
    const stride = { z: stack.width * stack.height, y: stack.width, x: 1 };
    const fixed = (["z", "y", "x"] as const).find((axis) => axis !== along && axis !== down) ?? "z";
    const [width, height] = [lengthOf(stack, along), lengthOf(stack, down)];
    const kind = values.constructor as unknown as new (length: number) => Pixels;
    const made = new kind(width * height);
    for (let row = 0, at = 0; row < height; row += 1) {
      let from = this.place[fixed] * stride[fixed] + row * stride[down];
      for (let column = 0; column < width; column += 1, at += 1, from += stride[along])
        made[at] = values[from] as number;
    }
    return made;
  }

  private point(event: PointerEvent): void {
    const { stack } = this;
    if (!stack) return;
    this.element.focus({ preventScroll: true });
    const box = this.element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const cut = this.cuts(stack).find(
      ({ left, top, width, height }) => x >= left && y >= top && x < left + width && y < top + height,
    );
    if (!cut) return;
    this.moveTo({
      ...this.place,
      [cut.along]: ((x - cut.left) / cut.width) * lengthOf(stack, cut.along),
      [cut.down]: ((y - cut.top) / cut.height) * lengthOf(stack, cut.down),
    });
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.step("z", Math.sign(event.deltaY));
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 10 : 1;
    const steps: Record<string, [Axis, number]> = {
      ArrowLeft: ["x", -far],
      ArrowRight: ["x", far],
      ArrowUp: ["y", -far],
      ArrowDown: ["y", far],
      ",": ["z", -1],
      ".": ["z", 1],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(...step);
  }
}

function lengthOf(stack: Stack, axis: Axis): number {
  return { z: stack.depth, y: stack.height, x: stack.width }[axis];
}
