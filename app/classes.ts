/** Classes: groups of objects with a name and a colour, drawn around in a plot or picked by hand. */
import { type Column, idsOf, type TableView, tableOf } from "./arrays";
import type { ColumnData, ResultData } from "./messages";
import { ObjectSet } from "./objects";
import { active, type ObjectClass, type OpenImage, type Rgb, type Store } from "./store";
import { WORDS } from "./words";

/** The label colours of interface.md section 5; yellow is the selection's. */
const COLOURS: Rgb[] = [
  [213, 71, 126],
  [0, 177, 181],
  [163, 243, 202],
  [192, 179, 243],
  [127, 166, 50],
  [223, 146, 127],
];

/** Give objects a class; one of that name takes them in, and no object stays in two. */
export function classify(store: Store, name: string, objects: ReadonlySet<number>): void {
  const text = name.trim();
  if (!text || !objects.size) return;
  changed(store, (classes) => {
    const found = classes.find((one) => one.name === text);
    const color = found?.color ?? freeColour(classes);
    const others = classes.map((one) =>
      one === found ? one : { ...one, objects: without(one.objects, objects) },
    );
    const all = found ? ObjectSet.of([...found.objects, ...objects], { kind: "class", name: text }) : objects;
    const made = { name: text, color, objects: all };
    return found ? others.map((one) => (one === found ? made : one)) : [...others, made];
  });
}

export function renameClass(store: Store, index: number, name: string): void {
  const text = name.trim();
  changed(store, (classes) => {
    if (!text || classes.some((one, i) => i !== index && one.name === text)) return classes;
    return classes.map((one, i) => (i === index ? { ...one, name: text } : one));
  });
}

export function recolourClass(store: Store, index: number, color: Rgb): void {
  changed(store, (classes) => classes.map((one, i) => (i === index ? { ...one, color } : one)));
}

export function deleteClass(store: Store, index: number): void {
  changed(store, (classes) => classes.filter((_, i) => i !== index));
}

function changed(store: Store, change: (classes: ObjectClass[]) => ObjectClass[]): void {
  const image = active(store.state);
  if (!image) return;
  const classes = change(image.classes);
  if (classes !== image.classes) store.act("classes", () => store.image(image.key, { classes }));
}

function without(objects: ReadonlySet<number>, gone: ReadonlySet<number>): ReadonlySet<number> {
  const left = [...objects].filter((id) => !gone.has(id));
  return left.length === objects.size ? objects : ObjectSet.of(left);
}

function freeColour(classes: readonly ObjectClass[]): Rgb {
  const free = COLOURS.find((one) => !classes.some(({ color }) => color.join() === one.join()));
  return free ?? (COLOURS[classes.length % COLOURS.length] as Rgb);
}

/** The number of each row's class, 0 for none. */
export function classNumbers(view: TableView, classes: readonly ObjectClass[]): Uint8Array {
  const ids = idsOf(view);
  const numbers = new Uint8Array(view.rows);
  classes.slice(0, 255).forEach(({ objects }, index) => {
    for (let row = 0; row < numbers.length; row += 1) {
      if (objects.has(ids ? (ids[row] as number) : row + 1)) numbers[row] = index + 1;
    }
  });
  return numbers;
}

function classTexts(view: TableView, classes: readonly ObjectClass[]): string[] {
  const names = ["", ...classes.map((one) => one.name)];
  return Array.from(classNumbers(view, classes), (number) => names[number] ?? "");
}

const CLASS = "class";
const views = new WeakMap<TableView, { classes: readonly ObjectClass[]; view: TableView }>();

/** The table with a column that says each object's class; the table itself where there are no classes. */
export function withClasses(view: TableView, classes: readonly ObjectClass[]): TableView {
  if (!classes.length || !idsOf(view)) return view;
  const known = views.get(view);
  if (known?.classes === classes) return known.view;
  const column: Column = {
    ...{ name: CLASS, unit: "", meaning: WORDS.classMeaning, definition: WORDS.classDefinition },
    ...{ numbers: null, texts: classTexts(view, classes), flag: false, whole: false },
  };
  const columns = [...view.columns];
  const place = columns.findIndex((one) => one.name === "object") + 1;
  columns.splice(place, 0, column);
  const made = { ...view, columns };
  views.set(view, { classes, view: made });
  return made;
}

/** Results as they are exported: tables of objects say the classes, too. */
export function classified(results: ResultData[], image: OpenImage | undefined): ResultData[] {
  const classes = image?.classes ?? [];
  if (!classes.length) return results;
  return results.map((result) => {
    const place = result.columns?.findIndex((one) => one.name === "object") ?? -1;
    if (!result.columns || place < 0) return result;
    const column: ColumnData = {
      ...{ name: CLASS, unit: "", meaning: WORDS.classMeaning, definition: WORDS.classDefinition },
      texts: classTexts(tableOf(result), classes),
    };
    const columns = [...result.columns];
    columns.splice(place + 1, 0, column);
    return { ...result, columns };
  });
}
