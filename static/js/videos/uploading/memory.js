// What outlives a reload: where a file's upload lies on the server, and the browser's handle to the file.

const PREFIX = "upload:";
const STORE = "handles";

/** What tells a file from others, without reading it. */
export const fingerprint = (file) => [file.name, file.size, file.lastModified].join("|");

export function recall(file) {
  return read(fingerprint(file));
}

export function remember(file, address) {
  write(fingerprint(file), address);
}

function read(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null; // storage is blocked: uploads resume until the page is left
  }
}

function write(key, address) {
  try {
    if (address) localStorage.setItem(PREFIX + key, address);
    else localStorage.removeItem(PREFIX + key);
  } catch {
    // as above
  }
}

function store(mode) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("framewright-uploads", 1);
    opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(STORE));
    opening.addEventListener("error", () => reject(opening.error));
    opening.addEventListener("success", () => resolve(opening.result.transaction(STORE, mode).objectStore(STORE)));
  });
}

export async function keepHandle(address, handle) {
  const handles = await store("readwrite").catch(() => null);
  if (handle) handles?.put(handle, address);
  else handles?.delete(address);
}

export async function handleOf(address) {
  const handles = await store("readonly").catch(() => null);
  if (!handles) return null;
  return new Promise((resolve) => {
    const asking = handles.get(address);
    asking.addEventListener("success", () => resolve(asking.result ?? null));
    asking.addEventListener("error", () => resolve(null));
  });
}
