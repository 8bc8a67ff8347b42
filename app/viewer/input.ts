/** Pointer, wheel, touch and keys on the image, told as what a person wants. */
import type { Point } from "./camera";
import { Crosshair } from "./tools/crosshair";
import type { Hand, Place, Vertex } from "./tools/hand";
import type { Modifiers } from "./types";

export interface Wishes {
  panBy(x: number, y: number): void;
  zoomBy(factor: number, at?: Point): void;
  fit(): void;
  step(axis: "z" | "t", by: number): void;
  toggleMode(): void;
  toggleFurniture(): void;
  hover(at: Point | null): void;
  /** A click without a drag. */
  click(at: Point, keys: Modifiers): void;
  doubleClick(at: Point): void;
  /** The wheel was turned where it belongs to the page around. */
  wheelRefused(): void;
  /** The tool that hears the pointer first. */
  hand(): Hand | null;
  placeAt(at: Point): Place;
  middle(): Place;
  within(at: Vertex): Vertex;
  crosshair(at: Vertex | null): void;
}

const CLICK_SLACK = 4;
const PAN_STEP = 64;
const ZOOM_STEP = 1.25;
const LINE_HEIGHT = 16;

export class Input {
  private readonly pointers = new Map<number, Point>();
  private readonly stop = new AbortController();
  private start: Point | null = null;
  private moved = false;
  private pinched = false;
  private entered = false;
  /** The tool whose gesture goes on. */
  private held: Hand | null = null;
  /** The space bar makes every drag move the image. */
  private space = false;
  private readonly cross: Crosshair;

  constructor(
    private readonly element: HTMLElement,
    private readonly wishes: Wishes,
    private readonly embed: boolean,
  ) {
    const on = <K extends keyof HTMLElementEventMap>(name: K, act: (event: HTMLElementEventMap[K]) => void) =>
      element.addEventListener(name, act as EventListener, { signal: this.stop.signal, passive: false });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.lose(event));
    on("pointerleave", () => this.away());
    on("dblclick", (event) => this.isOurs(event) && this.doubled(this.at(event)));
    on("wheel", (event) => this.wheel(event));
    on("keydown", (event) => this.key(event));
    on("keyup", (event) => event.key === " " && this.hold(false));
    on("blur", () => this.hold(false));
    const { middle, within, crosshair: show } = wishes;
    this.cross = new Crosshair({ middle, within, show });
    document.addEventListener("pointerdown", (event) => this.leave(event), { signal: this.stop.signal });
  }

  destroy(): void {
    this.stop.abort();
  }

  /** Another tool was taken. */
  handChanged(): void {
    this.held = null;
    this.cross.hide();
    this.showCursor();
  }

  private at(event: MouseEvent): Point {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** Buttons and the overview map lie over the image and answer for themselves. */
  private isOurs(event: Event): boolean {
    return !(event.target instanceof Element && event.target.closest(".viewer-corner"));
  }

  private leave(event: Event): void {
    if (!(event.target instanceof Node && this.element.contains(event.target))) this.entered = false;
  }

  private down(event: PointerEvent): void {
    if (!this.isOurs(event) || event.button > 1) return;
    this.entered = true;
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    const at = this.at(event);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size === 1) {
      this.start = at;
      this.moved = false;
      this.pinched = false;
      this.take(event, at);
    } else {
      this.pinched = true;
      this.letGo();
    }
  }

  /** The tool in the hand begins, where it wants this; the middle button and the space bar always move the image. */
  private take(event: PointerEvent, at: Point): void {
    const hand = this.wishes.hand();
    this.cross.hide();
    if (hand && event.button === 0 && !this.space && hand.down(this.wishes.placeAt(at), event))
      this.held = hand;
  }

  /** A second finger moves the image: what the first one began is not meant. */
  private letGo(): void {
    if (!this.held?.clicks) this.held?.cancel();
    this.held = null;
  }

  private move(event: PointerEvent): void {
    const at = this.at(event);
    const before = this.pointers.get(event.pointerId);
    if (!before || !this.start) {
      this.hovered(event, at);
      return;
    }
    if (this.held) {
      this.held.move(this.wishes.placeAt(at), true);
      this.wishes.hover(at);
      return;
    }
    if (!this.moved && Math.hypot(at.x - this.start.x, at.y - this.start.y) < CLICK_SLACK && !this.pinched)
      return;
    const first = !this.moved;
    this.moved = true;
    if (this.pinched) this.pinch(event.pointerId, at);
    else {
      this.element.dataset.dragging = "";
      const from = first ? this.start : before;
      this.wishes.panBy(at.x - from.x, at.y - from.y);
    }
    this.pointers.set(event.pointerId, at);
  }

  private hovered(event: PointerEvent, at: Point): void {
    const ours = this.isOurs(event);
    this.wishes.hover(ours ? at : null);
    if (!ours) return;
    this.cross.hide();
    this.wishes.hand()?.move(this.wishes.placeAt(at), false);
    this.showCursor();
  }

  private away(): void {
    this.wishes.hover(null);
    this.wishes.hand()?.leave();
  }

  private hold(space: boolean): void {
    this.space = space;
    this.showCursor();
  }

  private showCursor(): void {
    const cursor = this.space ? "grab" : (this.wishes.hand()?.cursor ?? "");
    if (this.element.style.cursor !== cursor) this.element.style.cursor = cursor;
  }

  private doubled(at: Point): void {
    const hand = this.wishes.hand();
    if (hand?.double) hand.double(this.wishes.placeAt(at));
    else if (hand?.passes !== "nothing") this.wishes.doubleClick(at);
  }

  private pinch(id: number, at: Point): void {
    const before = this.pointers.get(id);
    const other = [...this.pointers].find(([one]) => one !== id)?.[1];
    if (!before || !other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(at.x - other.x, at.y - other.y);
    this.wishes.panBy((at.x - before.x) / 2, (at.y - before.y) / 2);
    if (was > 0 && is > 0) this.wishes.zoomBy(is / was, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
  }

  private up(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId) || !this.start) return;
    const at = this.at(event);
    if (this.held) {
      this.held.up(this.wishes.placeAt(at), event);
      this.held = null;
    } else if (!this.pinched && !this.moved) this.clicked(at, event);
    this.rest();
  }

  private clicked(at: Point, keys: Modifiers): void {
    const hand = this.wishes.hand();
    if (!hand || hand.passes === "everything") this.wishes.click(at, keys);
  }

  private lose(event: PointerEvent): void {
    this.pointers.delete(event.pointerId);
    this.letGo();
    this.rest();
  }

  private rest(): void {
    if (this.pointers.size > 0) return;
    this.start = null;
    delete this.element.dataset.dragging;
  }

  private wheel(event: WheelEvent): void {
    if (this.embed && !this.entered && !event.ctrlKey && !event.metaKey) {
      this.wishes.wheelRefused();
      return;
    }
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
    const delta = (event.deltaY || event.deltaX) * lines;
    if (event.shiftKey) {
      this.wishes.step("z", Math.sign(delta));
      return;
    }
    const hand = this.wishes.hand();
    if (event.altKey && hand?.resize) {
      hand.resize(-Math.sign(delta));
      return;
    }
    const speed = event.ctrlKey ? 0.01 : 0.0015; // a trackpad's pinch comes as Ctrl + wheel in small steps
    const bounded = Math.max(-240, Math.min(240, delta));
    this.wishes.zoomBy(
      Math.exp(-bounded * (event.ctrlKey && Math.abs(delta) < 50 ? speed : 0.0015)),
      this.at(event),
    );
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    const hand = this.wishes.hand();
    const drawn = hand?.passes === "nothing" && this.cross.key(event, hand);
    const act = drawn ? () => undefined : this.actionOf(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  private actionOf({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
    const { wishes } = this;
    const pan = PAN_STEP * (shiftKey ? 4 : 1);
    const actions: Record<string, () => void> = {
      ArrowLeft: () => wishes.panBy(pan, 0),
      ArrowRight: () => wishes.panBy(-pan, 0),
      ArrowUp: () => wishes.panBy(0, pan),
      ArrowDown: () => wishes.panBy(0, -pan),
      "+": () => wishes.zoomBy(ZOOM_STEP),
      "=": () => wishes.zoomBy(ZOOM_STEP),
      "-": () => wishes.zoomBy(1 / ZOOM_STEP),
      _: () => wishes.zoomBy(1 / ZOOM_STEP),
      "0": () => wishes.fit(),
      Home: () => wishes.fit(),
      ",": () => wishes.step("z", -1),
      ".": () => wishes.step("z", 1),
      "[": () => wishes.step("t", -1),
      "]": () => wishes.step("t", 1),
      l: () => wishes.toggleMode(),
      L: () => wishes.toggleMode(),
      b: () => wishes.toggleFurniture(),
      B: () => wishes.toggleFurniture(),
      " ": () => this.hold(true),
    };
    return actions[key];
  }
}
