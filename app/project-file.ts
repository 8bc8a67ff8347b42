/**
 * A project as one file, `name.tabscope`: a zip of `format.json` (versions and checksums), `project.json`, and the bytes
 * of its arrays. Read piece by piece, so that neither a large nor a hostile file holds the page.
 */
import { Unzip, UnzipInflate, Zip, ZipPassThrough } from "fflate";
import { EngineError, problem } from "./client";
import { FORMAT, type Project, READABLE_FROM } from "./project";
import { type Checked, checkProject } from "./project-check";
import { WORDS } from "./words";

const PIECE = 1 << 16;
/** More than this is no project of a page: the arrays live in its memory. */
const MOST_BYTES = 1_500_000_000;
const MOST_PARTS = 100_000;
const HEAD = "format.json";
const BODY = "project.json";

/** A project that was read; `newer` where a later page has written it. */
export interface ReadProject extends Checked {
  newer: boolean;
}

interface Head {
  tabscope_project: number;
  readable_from: number;
  sums: Record<string, string>;
}

/** Write a project. */
export async function packProject(project: Project): Promise<Blob> {
  const parts = new Map<ArrayBuffer, string>();
  const body = new TextEncoder().encode(JSON.stringify(detached(project, parts)));
  const entries: [string, Uint8Array<ArrayBuffer>][] = [
    [BODY, body],
    ...[...parts].map(([one, name]): [string, Uint8Array<ArrayBuffer>] => [name, new Uint8Array(one)]),
  ];
  const sums = Object.fromEntries(entries.map(([name, bytes]) => [name, sumOf(bytes)]));
  const head: Head = { tabscope_project: FORMAT, readable_from: READABLE_FROM, sums };
  return zipped([[HEAD, new TextEncoder().encode(JSON.stringify(head))], ...entries]);
}

/** Read a project; rejects with `project.damaged`, `project.newer` or `project.too-large`. */
export async function unpackProject(file: Blob): Promise<ReadProject> {
  const entries = await unzipped(file);
  const head = headOf(entries.get(HEAD));
  if (!head) throw refused("project.damaged");
  if (head.readable_from > FORMAT) throw refused("project.newer");
  for (const [name, sum] of Object.entries(head.sums)) {
    const bytes = entries.get(name);
    if (!bytes || sum !== sumOf(bytes)) throw refused("project.damaged");
  }
  const document = attached(jsonOf(entries.get(BODY)), entries);
  const checked = checkProject(document);
  if (!checked) throw refused("project.damaged");
  return { ...checked, newer: head.tabscope_project > FORMAT };
}

function headOf(bytes: Uint8Array | undefined): Head | null {
  const found = jsonOf(bytes) as Partial<Head> | null;
  if (typeof found !== "object" || found === null) return null;
  const { tabscope_project: format, readable_from: from, sums } = found;
  if (!Number.isInteger(format) || !Number.isInteger(from)) return null;
  return typeof sums === "object" && sums !== null ? (found as Head) : null;
}

function jsonOf(bytes: Uint8Array | undefined): unknown {
  if (!bytes) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw refused("project.damaged");
  }
}

/** The same document with each array's bytes taken out and named; what two arrays share is written once. */
function detached(value: unknown, parts: Map<ArrayBuffer, string>): unknown {
  if (value instanceof ArrayBuffer) {
    const part = parts.get(value) ?? `arrays/${parts.size}.bin`;
    parts.set(value, part);
    return { part };
  }
  if (Array.isArray(value)) return value.map((one) => detached(one, parts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, detached(one, parts)]));
}

/** The bytes put back. */
function attached(value: unknown, entries: Map<string, Uint8Array>): unknown {
  if (Array.isArray(value)) return value.map((one) => attached(one, entries));
  if (typeof value !== "object" || value === null) return value;
  const { part } = value as { part?: unknown };
  const bytes = typeof part === "string" && Object.keys(value).length === 1 ? entries.get(part) : undefined;
  if (bytes) return bytes.buffer;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, attached(one, entries)]));
}

/** An entry whose bytes the browser has deflated: fflate's own streams write zeros at a start that nobody can read. */
class Deflated extends ZipPassThrough {
  override compression = 8;

  constructor(
    name: string,
    private readonly deflated: Uint8Array<ArrayBuffer>,
  ) {
    super(name);
  }

  protected override process(_: Uint8Array, final: boolean): void {
    this.ondata(null, this.deflated, final);
  }
}

async function zipped(entries: [string, Uint8Array<ArrayBuffer>][]): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let failed: Error | null = null;
  const zip = new Zip((error, data) => {
    failed ??= error;
    pieces.push(data as Uint8Array<ArrayBuffer>);
  });
  for (const [name, bytes] of entries) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const entry = new Deflated(name, new Uint8Array(await new Response(stream).arrayBuffer()));
    zip.add(entry);
    entry.push(bytes, true);
  }
  zip.end();
  if (failed) throw failed;
  return new Blob(pieces, { type: "application/zip" });
}

/** Everything in a zip; what is really inflated is counted, whatever the file claims. */
async function unzipped(file: Blob): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array[]>();
  let size = 0;
  let fault: EngineError | null = null;
  const unzip = new Unzip((entry) => {
    const pieces: Uint8Array[] = [];
    if (found.size >= MOST_PARTS || found.has(entry.name)) fault ??= refused("project.damaged");
    found.set(entry.name, pieces);
    entry.ondata = (error, data) => {
      if (error) fault ??= refused("project.damaged");
      size += data?.length ?? 0;
      if (size > MOST_BYTES) fault ??= refused("project.too-large");
      if (!fault) pieces.push(data.slice());
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < file.size; at += PIECE) {
    const bytes = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
    try {
      unzip.push(bytes, at + PIECE >= file.size);
    } catch {
      throw refused("project.damaged"); // what fflate cannot read is no zip, or not a whole one
    }
    if (fault) throw fault;
  }
  return new Map([...found].map(([name, pieces]) => [name, joined(pieces)]));
}

function joined(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of pieces) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

/** A checksum (FNV-1a) of bytes and their number: zip's own is not looked at by the reader. */
function sumOf(bytes: Uint8Array): string {
  let sum = 0x811c9dc5;
  for (const one of bytes) sum = Math.imul(sum ^ one, 0x01000193);
  return `${bytes.length}:${(sum >>> 0).toString(16)}`;
}

type Refusal = keyof typeof WORDS.projectFaults;

export function refused(code: Refusal): EngineError {
  const [message, hint] = WORDS.projectFaults[code] as [string, string];
  return new EngineError(problem(code, message, hint));
}
