/** A stack as a volume that is turned by hand: drag, wheel and keys. */
import { WORDS } from "../words";
import { GlVolume, type Turn } from "./gl-volume";
import type { Spacing, Stack } from "./stack";
import type { ChannelView } from "./types";

/** A volume has 256 voxels each way at most: more pixels than this show nothing more. */
const MOST_PIXELS = 512;
const MOVING_PIXELS = 256;
const STEPS = 256;
const MOVING_STEPS = 96;
const REST = 160;
const START: Turn = { yaw: 0.5, pitch: 0.35, zoom: 1.1 };
const KEY_TURN = Math.PI / 18;
const KEY_ZOOM = 1.25;
const DRAG_TURN = 0.008;

export class VolumeView {
  readonly element = document.createElement("canvas");
  private readonly drawer: GlVolume | null;
  private readonly stop = new AbortController();
  private turn = { ...START };
  private views: readonly ChannelView[] = [];
  private there = false;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private requested = 0;

  constructor(private readonly onDrawn: () => void) {
    const gl = this.element.getContext("webgl2", {
      alpha: false,
      antialias: false,
      preserveDrawingBuffer: true,
    });
    this.drawer = gl ? new GlVolume(gl) : null;
    this.element.className = "viewer-volume";
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "application");
    this.describe();
    const { signal } = this.stop;
    this.element.addEventListener("pointerdown", (event) => this.element.setPointerCapture(event.pointerId), {
      signal,
    });
    this.element.addEventListener("pointermove", (event) => this.drag(event), { signal });
    this.element.addEventListener("wheel", (event) => this.wheel(event), { signal, passive: false });
    this.element.addEventListener("keydown", (event) => this.key(event), { signal });
  }

  /** Whether this browser can show volumes. */
  get works(): boolean {
    return this.drawer !== null;
  }

  setStack(stack: Stack, spacing: Spacing): void {
    this.drawer?.setStack(stack, spacing);
    this.there = true;
    this.draw();
  }

  setChannels(views: readonly ChannelView[]): void {
    this.views = views;
    this.draw();
  }

  /** Draw as it is at rest. */
  draw(): void {
    if (this.requested) return;
    this.requested = requestAnimationFrame(() => {
      this.requested = 0;
      this.paint(MOST_PIXELS, STEPS);
      this.onDrawn();
    });
  }

  destroy(): void {
    this.stop.abort();
    clearTimeout(this.resting);
    cancelAnimationFrame(this.requested);
    this.element.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
    this.element.remove();
  }

  private paint(pixels: number, steps: number): void {
    const { clientWidth, clientHeight } = this.element;
    if (!this.drawer || !this.there || clientWidth === 0) return;
    const scale = Math.min(1, pixels / Math.max(clientWidth, clientHeight));
    this.element.width = Math.max(1, Math.round(clientWidth * scale));
    this.element.height = Math.max(1, Math.round(clientHeight * scale));
    this.drawer.draw(this.views, this.turn, steps);
  }

  /** Coarser while it turns; as it can be when the hand rests. */
  private turnTo(next: Turn): void {
    const pitch = Math.min(Math.max(next.pitch, -Math.PI / 2), Math.PI / 2);
    this.turn = { yaw: next.yaw, pitch, zoom: Math.min(Math.max(next.zoom, 0.3), 8) };
    this.describe();
    this.paint(MOVING_PIXELS, MOVING_STEPS);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.draw(), REST);
  }

  private describe(): void {
    const degrees = (angle: number) => Math.round((angle * 180) / Math.PI);
    const { yaw, pitch } = this.turn;
    this.element.setAttribute("aria-label", WORDS.volumeView(degrees(yaw), degrees(pitch)));
  }

  private drag(event: PointerEvent): void {
    if (event.buttons !== 1) return;
    const { yaw, pitch, zoom } = this.turn;
    this.turnTo({ yaw: yaw + event.movementX * DRAG_TURN, pitch: pitch + event.movementY * DRAG_TURN, zoom });
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.turnTo({ ...this.turn, zoom: this.turn.zoom * Math.exp(-event.deltaY * 0.0015) });
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { turn } = this;
    const turns: Record<string, Turn> = {
      ArrowLeft: { ...turn, yaw: turn.yaw - KEY_TURN },
      ArrowRight: { ...turn, yaw: turn.yaw + KEY_TURN },
      ArrowUp: { ...turn, pitch: turn.pitch - KEY_TURN },
      ArrowDown: { ...turn, pitch: turn.pitch + KEY_TURN },
      "+": { ...turn, zoom: turn.zoom * KEY_ZOOM },
      "=": { ...turn, zoom: turn.zoom * KEY_ZOOM },
      "-": { ...turn, zoom: turn.zoom / KEY_ZOOM },
      "0": { ...START },
      Home: { ...START },
    };
    const next = turns[event.key];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    this.turnTo(next);
  }
}
