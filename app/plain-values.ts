/** Values from outside, of which nothing is known: each is looked at before it is believed. */
export type Fields = Record<string, unknown>;

/** The fields of an object; null for anything else. */
export function fields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** Words, numbers and yes or no: what later pages add in this form is handed on. */
export function plain(found: Fields): Fields {
  return Object.fromEntries(
    Object.entries(found).filter(([, one]) => ["string", "number", "boolean"].includes(typeof one)),
  );
}

/** Every item as it is read; null where one of them cannot be. */
export function listOf<T>(value: unknown, read: (one: unknown) => T | null): T[] | null {
  if (!Array.isArray(value)) return null;
  const made = value.map(read);
  return made.includes(null) ? null : (made as T[]);
}

/** Every entry as it is read; null where one of them cannot be. */
export function recordOf<T>(value: unknown, read: (one: unknown) => T | null): Record<string, T> | null {
  const found = fields(value);
  const made = Object.entries(found ?? {}).map(([name, one]) => [name, read(one)] as const);
  return found && !made.some(([, one]) => one === null)
    ? (Object.fromEntries(made) as Record<string, T>)
    : null;
}

/** A text, else an empty one. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A finite number, else null. */
export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A whole number from 0, else null. */
export function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
