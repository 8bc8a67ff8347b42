/** A stack as a volume, among the other ways through its slices. */
import { type OpenImage, pixelSize } from "./store";
import { WORDS } from "./words";

/** First where the distance of slices is known, else last and said to be in voxels (ground rules, section 1). */
export function withVolume<Way extends string>(
  image: OpenImage,
  others: [Way, string][],
): [Way | "volume", string][] {
  const spaced = pixelSize(image)?.z !== undefined;
  const volume: [Way | "volume", string] = ["volume", spaced ? WORDS.asVolume : WORDS.asVoxels];
  return spaced ? [volume, ...others] : [...others, volume];
}
