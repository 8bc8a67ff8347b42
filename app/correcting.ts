/** Correcting labels by hand: what brush, eraser, knife and keys do to the topmost labels that are shown. */
import { labelIds } from "./arrays";
import { cutLine, erase, fill, fillHoles, paint, replace, split } from "./correcting-edits";
import { LabelEdit } from "./correcting-tiles";
import { fits, rawDigest } from "./corrections";
import { planeIndex } from "./layer-drawing";
import type { ArrayData, ResultData } from "./messages";
import type { Correction, OpenImage, Store } from "./store";
import { active, wholeResults } from "./store";
import type { Geometry } from "./viewer/tools/geometry";
import type { Vertex } from "./viewer/tools/hand";
import { WORDS } from "./words";

/** The labels that are worked on, and where they lie. */
interface Target {
  image: OpenImage;
  result: ResultData;
  /** As the step made them. */
  base: ArrayData;
  before: Correction | undefined;
  plane: number;
  origin: [number, number];
  factor: [number, number];
}

const largest = new WeakMap<ArrayData, number>();

function largestId(labels: ArrayData): number {
  const known = largest.get(labels);
  if (known !== undefined) return known;
  let found = 0;
  for (const id of labelIds(labels)) if (id > found) found = id;
  largest.set(labels, found);
  return found;
}

export class Correcting {
  private serial = 0;

  constructor(private readonly store: Store) {}

  /** The object of a place; 0 on the background. */
  objectAt(at: Vertex): number {
    const target = this.target();
    if (!target) return 0;
    const [y, x] = placed(target, at);
    return editOf(target).at(Math.round(y), Math.round(x));
  }

  /** Paint the selected object larger, else the one where the stroke begins, else a new one; `anew` always makes one. */
  brush(points: readonly Vertex[], radius: number, anew: boolean): void {
    const target = this.ready();
    if (!target || !points[0]) return;
    const edit = editOf(target);
    const [selected] = this.store.state.selection.size === 1 ? this.store.state.selection : [];
    const under = this.objectAt(points[0]);
    const id = (!anew && (selected ?? under)) || newIds(target)();
    const path = points.map((one) => placed(target, one));
    paint(edit, path, radius / target.factor[0], id);
    this.keep(target, edit, [id]);
  }

  /** Take pixels from the selected objects, from all where none is selected. */
  eraser(points: readonly Vertex[], radius: number): void {
    const target = this.ready();
    if (!target) return;
    const edit = editOf(target);
    const path = points.map((one) => placed(target, one));
    erase(edit, path, radius / target.factor[0], this.store.state.selection);
    this.keep(target, edit);
  }

  /** Make an object of what an outline holds. */
  fill(shape: Geometry): boolean {
    const target = this.ready();
    if (!target) return false;
    const edit = editOf(target);
    const id = newIds(target)();
    fill(edit, { ...shape, points: shape.points.map((one) => placed(target, one)) }, id);
    if (!edit.changed.size) this.say(WORDS.tools.nothingFree);
    this.keep(target, edit, [id]);
    return edit.changed.size > 0;
  }

  /** Cut the selected objects along a line; those it crosses where none is selected. */
  split([from, to]: [Vertex, Vertex]): void {
    const target = this.ready();
    if (!target) return;
    const edit = editOf(target);
    const line = cutLine(placed(target, from), placed(target, to));
    const { selection } = this.store.state;
    const made = split(edit, line, selection, newIds(target));
    if (!made.length) return this.say(WORDS.tools.notThrough);
    this.keep(target, edit, [...edit.changed]);
  }

  /** Make one object of the selected ones. */
  merge(): void {
    const { selection } = this.store.state;
    const target = this.ready();
    if (!target || selection.size < 2) return;
    const edit = editOf(target);
    const id = Math.min(...selection);
    replace(edit, new Set([...selection].filter((one) => one !== id)), id);
    this.keep(target, edit, [id]);
  }

  /** Take the selected objects away. */
  remove(): void {
    const { selection } = this.store.state;
    const target = this.ready();
    if (!target || !selection.size) return;
    const edit = editOf(target);
    replace(edit, selection, 0);
    this.keep(target, edit, []);
  }

  /** Fill what the selected objects surround. */
  fillHoles(): void {
    const { selection } = this.store.state;
    const target = this.ready();
    if (!target || !selection.size) return;
    const edit = editOf(target);
    const filled = [...selection].reduce((sum, id) => sum + fillHoles(edit, id), 0);
    if (filled === 0) return this.say(WORDS.tools.noHoles);
    this.keep(target, edit);
  }

  /** Let go of all corrections of this image; undo brings them back. */
  drop(): void {
    const image = active(this.store.state);
    if (image) this.store.act(this.name("drop"), () => this.store.image(image.key, { corrections: {} }));
  }

  private target(): Target | null {
    const { state } = this.store;
    const image = active(state);
    const result = wholeResults(state).findLast((one) => one.kind === "labels" && one.array);
    if (!image || !result?.array || !state.runs[image.key]) return null;
    const plane = planeIndex(result, image);
    if (plane < 0) return null;
    const before = image.corrections[result.step];
    const [oy = 0, ox = 0] = result.origin ?? [];
    const [fy = 1, fx = 1] = result.factor ?? [];
    const base = before?.base ?? result.array;
    return { image, result, base, before, plane, origin: [oy, ox], factor: [fy, fx] };
  }

  /** The labels to work on; says why where there are none. */
  private ready(): Target | null {
    const target = this.target();
    if (!target) this.say(WORDS.tools.runFirst);
    else if (target.result.turned || target.result.apart) this.say(WORDS.tools.turnedLabels);
    else if (target.before && !fits(target.result, target.before)) this.say(WORDS.tools.otherLabels);
    else return target;
    return null;
  }

  private keep(target: Target, edit: LabelEdit, chosen?: number[]): void {
    if (!edit.changed.size) return;
    const { image, result, base, before } = target;
    const correction: Correction = {
      before: before?.before ?? rawDigest(result),
      base,
      tiles: edit.tiles,
      changed: [...new Set([...(before?.changed ?? []), ...edit.changed])].sort((a, b) => a - b),
      stamp: Date.now() + Math.random(),
    };
    this.store.act(this.name("correct"), () => {
      this.store.image(image.key, { corrections: { ...image.corrections, [result.step]: correction } });
      if (chosen) this.store.set({ selection: new Set(chosen) });
    });
  }

  /** Each stroke is taken back by itself, however quickly the next one follows. */
  private name(what: string): string {
    this.serial += 1;
    return `${what} ${this.serial}`;
  }

  private say(text: string): void {
    this.store.ui({ toast: { text, action: "" } });
  }
}

function editOf({ base, before, plane }: Target): LabelEdit {
  return new LabelEdit(labelIds(base), base.shape, before?.tiles ?? new Map(), plane);
}

/** From pixels of the image to pixels of the labels. */
function placed({ origin, factor }: Target, [y, x]: Vertex): Vertex {
  return [(y - origin[0]) / factor[0], (x - origin[1]) / factor[1]];
}

/** Ids that no object has had: one that was deleted does not come back as another. */
function newIds({ base, before }: Target): () => number {
  let last = Math.max(largestId(base), before?.changed.at(-1) ?? 0);
  return () => {
    last += 1;
    return last;
  };
}
