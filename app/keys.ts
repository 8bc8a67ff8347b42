/** Keys as text: "Ctrl+Shift+Z", "N", "?". Ctrl stands for Cmd, too. */
import { WORDS } from "./words";

/** The parts of a key event that tell which key it is. */
export type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** The text of a pressed key; Shift is named only where the sign itself does not tell it. */
export function keyOf(event: Pressed): string {
  const sign = event.key.length === 1;
  const key = sign ? event.key.toUpperCase() : event.key;
  const shift = event.shiftKey && (!sign || key !== key.toLowerCase());
  return [
    event.ctrlKey || event.metaKey ? "Ctrl+" : "",
    event.altKey ? "Alt+" : "",
    shift ? "Shift+" : "",
    key,
  ].join("");
}

/** Whether it is a sign that can be typed by itself. */
export function isSingle(key: string): boolean {
  return key.replace(/^Shift\+/, "").length === 1;
}

/** A key as it is written on a keyboard, part by part. */
export function keyParts(key: string): string[] {
  const parts = key === "+" ? ["+"] : key.split(/\+(?=.)/);
  const names = WORDS.keyNames as Record<string, string>;
  const apple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
  return parts.map((one) => (apple && one === "Ctrl" ? "⌘" : (names[one] ?? one)));
}

export function keyText(key: string): string {
  return keyParts(key).join(" ");
}
