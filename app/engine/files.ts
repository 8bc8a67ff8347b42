// Files of the site: fetched once, unpacked if they are still packed, with the bytes counted.

/** A file that could not be had. The message names it. */
export class FileError extends Error {
  constructor(
    readonly address: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${address} could not be loaded: ${reason}`, options);
    this.name = "FileError";
  }
}

export type CountBytes = (address: string, bytes: number) => void;

const GZIP_FIRST = 0x1f;
const GZIP_SECOND = 0x8b;

/**
 * The content of a file as a stream, unpacked if it comes as gzip.
 * Some hosts unpack .gz files on the way and some don't, so the bytes decide, not the name.
 */
export async function openFile(
  address: string,
  count?: CountBytes,
  init?: RequestInit,
): Promise<ReadableStream<Uint8Array>> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (cause) {
    throw new FileError(address, cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (!response.ok || response.body === null) {
    throw new FileError(address, `the server answered ${response.status}`);
  }
  const reader = response.body.getReader();
  const first = await readAtLeastTwo(reader, address);
  const rest = replay(first, reader, address, count);
  if (first[0] !== GZIP_FIRST || first[1] !== GZIP_SECOND) return rest;
  return rest.pipeThrough(new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>);
}

/** The content of a file as bytes. */
export async function readFile(address: string, count?: CountBytes, init?: RequestInit): Promise<Uint8Array> {
  const stream = await openFile(address, count, init);
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(address, "it ended early or is damaged", { cause });
  }
}

async function readAtLeastTwo(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  address: string,
): Promise<Uint8Array> {
  let head = new Uint8Array(0);
  while (head.length < 2) {
    const { done, value } = await read(reader, address);
    if (done || value === undefined) break;
    const joined = new Uint8Array(head.length + value.length);
    joined.set(head);
    joined.set(value, head.length);
    head = joined;
  }
  return head;
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, address: string) {
  try {
    return await reader.read();
  } catch (cause) {
    throw new FileError(address, "the connection broke", { cause });
  }
}

function replay(
  first: Uint8Array,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  address: string,
  count?: CountBytes,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      count?.(address, first.length);
      controller.enqueue(first);
    },
    async pull(controller) {
      const { done, value } = await read(reader, address);
      if (done || value === undefined) {
        controller.close();
        return;
      }
      count?.(address, value.length);
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
