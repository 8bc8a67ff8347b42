/** All slices of an image at one time, small enough for a volume: at most 256 each way. */
import type { Pixels, TileSource } from "./source";

const MOST = 256;
/** So many slices are asked for at once. */
const AT_ONCE = 4;

export interface Stack {
  width: number;
  height: number;
  depth: number;
  /** How many pixels of full resolution one of these covers: z, y, x. */
  step: [number, number, number];
  /** The values of each channel that was asked for, slice after slice. */
  channels: Map<number, Pixels>;
}

/** µm or pixels; only their ratios matter. */
export interface Spacing {
  z: number;
  y: number;
  x: number;
}

/** Read a stack; `told` hears how many of the slices are there. */
export async function loadStack(
  source: TileSource,
  wanted: { t: number; channels: readonly number[] },
  signal: AbortSignal,
  told: (done: number, of: number) => void,
): Promise<Stack> {
  const fits = source.levels.findIndex(({ width, height }) => Math.max(width, height) <= MOST);
  const level = fits < 0 ? source.levels.length - 1 : fits;
  const { width, height, factorY, factorX } = source.levels[level] as TileSource["levels"][number];
  const thin = Math.max(1, Math.ceil(Math.max(width, height) / MOST));
  const thinZ = Math.max(1, Math.ceil(source.sizeZ / MOST));
  const slices = Array.from({ length: Math.ceil(source.sizeZ / thinZ) }, (_, index) => index * thinZ);
  const jobs = wanted.channels.flatMap((c) => slices.map((z, at) => ({ c, z, at })));
  const made: Stack = {
    width: Math.ceil(width / thin),
    height: Math.ceil(height / thin),
    depth: slices.length,
    step: [thinZ, factorY * thin, factorX * thin],
    channels: new Map(),
  };
  let done = 0;
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const { c, z, at } = job;
      const request = {
        level,
        t: wanted.t,
        c,
        z,
        region: [0, 0, height, width] as [number, number, number, number],
      };
      const tile = await source.tile(thin > 1 ? { ...request, step: thin } : request, signal);
      signal.throwIfAborted();
      place(made, c, at, tile.data, tile.samples);
      done += 1;
      told(done, done + jobs.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return made;
}

/** Put a slice into its channel; of colour the green sample stands for the brightness. */
function place(stack: Stack, channel: number, slice: number, data: Pixels, samples: number): void {
  const area = stack.width * stack.height;
  const kind = data.constructor as unknown as new (length: number) => Pixels;
  const values = stack.channels.get(channel) ?? new kind(area * stack.depth);
  stack.channels.set(channel, values);
  if (samples === 1) values.set(data.subarray(0, area), slice * area);
  else for (let at = 0; at < area; at += 1) values[slice * area + at] = data[at * samples + 1] as number;
}
