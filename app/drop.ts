/** What a person drops or chooses, as files with their relative paths. */

export interface DroppedFile {
  file: File;
  /** Relative to what was dropped: `cells.tif`, or `plate.zarr/0/.zarray`. */
  path: string;
}

/** Read everything that was dropped, folders too. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  // The entries must be taken before the first await: afterwards the list is empty.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.every((one) => one === null)) return chosenFiles(transfer.files);
  const found: DroppedFile[] = [];
  for (const entry of entries) if (entry) await walk(entry, "", found);
  return found;
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
