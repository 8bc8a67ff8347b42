/** The channels of an image as a recipe's input can take them: the value it holds, and the name that is read. */
import { termOf } from "../engine-words";
import { active, type State } from "../store";
import { WORDS } from "../words";

export function channelOptions(state: State): [string, string][] {
  const image = active(state);
  const list: [string, string][] = [["auto", WORDS.autoChannel]];
  if (image?.info.colour)
    list.push(
      ["luminance", termOf("luminance")],
      ...["red", "green", "blue"].map((one, i): [string, string] => [one, WORDS.colourNames[i] ?? one]),
    );
  else
    list.push(
      ...(image?.view.channels ?? []).map((one, index): [string, string] => [String(index), one.name]),
    );
  return list;
}

export function channelKey(channel: unknown): string {
  return typeof channel === "number" || typeof channel === "string" ? String(channel) : "auto";
}

export function channelValue(key: string): unknown {
  return /^\d+$/.test(key) ? Number(key) : key;
}
