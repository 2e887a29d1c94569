// The files of what was dropped or chosen: single ones, and whatever lies in folders.

const HIDDEN = /(^|\/)(\.|Thumbs\.db$)/;

/** The files of a drop, folders walked through; each with a handle where the browser gives one. */
export async function filesOfDrop(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  // All asked for at once: after the first pause the browser has emptied the drop.
  const entries = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile(), handle: item.getAsFileSystemHandle?.() ?? null }));
  const found = await Promise.all(entries.map(foundIn));
  return found.flat();
}

async function foundIn({ entry, file, handle }) {
  if (entry?.isDirectory) return (await walk(entry)).map((each) => ({ file: each, handle: null }));
  return file ? [{ file, handle: await Promise.resolve(handle).catch(() => null) }] : [];
}

async function walk(entry) {
  if (HIDDEN.test(entry.fullPath)) return [];
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    // A reader gives a hundred names at a time, and none when it is at the end.
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return files;
    for (const inner of entries) files.push(...(await walk(inner)));
  }
}

/** The files of an input, of a folder's too. */
export function filesOfInput(input) {
  return [...input.files].filter((file) => !HIDDEN.test(file.webkitRelativePath || file.name)).map((file) => ({ file, handle: null }));
}
