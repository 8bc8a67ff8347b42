/** What a person drops or chooses: files with their relative paths, and the sources they make. */
import type { Source } from "./messages";

export interface DroppedFile {
  file: File;
  /** Relative to what was dropped: `cells.tif`, or `plate.zarr/0/.zarray`. */
  path: string;
  /** What the browser can open again on a later visit, where it has such a thing: the file or its folder. */
  handle?: FileSystemHandle | null;
}

/** Read everything that was dropped, folders too. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  // The entries must be taken before the first await: afterwards the list is empty.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const handles = [...transfer.items].map((item) => handleOf(item));
  if (entries.every((one) => one === null)) return chosenFiles(transfer.files);
  const found: DroppedFile[] = [];
  for (const [index, entry] of entries.entries()) {
    const parts: DroppedFile[] = [];
    if (entry) await walk(entry, "", parts);
    const handle = (await handles[index]) ?? null;
    found.push(...parts.map((one) => ({ ...one, handle })));
  }
  return found;
}

type WithHandle = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };

async function handleOf(item: WithHandle): Promise<FileSystemHandle | null> {
  try {
    return (await item.getAsFileSystemHandle?.()) ?? null;
  } catch {
    return null; // this browser, or this frame, hands out none: the file is asked for by its name later
  }
}

/** The files behind a handle, as if they had been dropped again. */
export async function filesOf(handle: FileSystemHandle): Promise<DroppedFile[]> {
  if (handle.kind === "file") {
    const file = await (handle as FileSystemFileHandle).getFile();
    return [{ file, path: file.name, handle }];
  }
  const found: DroppedFile[] = [];
  await list(handle as FileSystemDirectoryHandle, `${handle.name}/`, handle, found);
  return found;
}

type Listing = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> };

async function list(
  folder: FileSystemDirectoryHandle,
  path: string,
  top: FileSystemHandle,
  found: DroppedFile[],
) {
  for await (const one of (folder as Listing).values()) {
    if (one.kind === "directory")
      await list(one as FileSystemDirectoryHandle, `${path}${one.name}/`, top, found);
    else
      found.push({
        file: await (one as FileSystemFileHandle).getFile(),
        path: path + one.name,
        handle: top,
      });
  }
}

/** The files of an `<input type=file>`; with a folder they carry their paths. */
export function chosenFiles(files: FileList | File[]): DroppedFile[] {
  return [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

async function walk(entry: FileSystemEntry, folder: string, found: DroppedFile[]): Promise<void> {
  const path = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ file, path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader hands out at most a hundred entries at a time and an empty list at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return;
    for (const one of batch) await walk(one, `${path}/`, found);
  }
}

/** A source, and what opens it again on a later visit. */
export interface LocalSource {
  source: Source;
  again: FileSystemHandle | null;
}

/** Files that share a folder are one image (an OME-Zarr, say); single files are images of their own. */
export function asSources(dropped: DroppedFile[]): LocalSource[] {
  const folders = new Map<string, DroppedFile[]>();
  const groups: [string, DroppedFile[]][] = [];
  for (const one of dropped) {
    const folder = one.path.includes("/") ? (one.path.split("/")[0] as string) : "";
    const known = folders.get(folder);
    if (folder && known) known.push(one);
    else groups.push([folder || one.file.name, [one]]);
    if (folder && !known) folders.set(folder, groups.at(-1)?.[1] ?? []);
  }
  return groups.map(([name, parts]) => ({
    source: {
      kind: "files",
      name,
      files: parts.map((one) => one.file),
      paths: parts.map((one) => one.path),
    },
    again: parts[0]?.handle ?? null,
  }));
}
