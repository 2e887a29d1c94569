// Uploads of the library page: files and folders by button or drop, in a queue that survives a reload.

import { api } from "../../common/api.js";
import { addAll, addUnfinished, continueWith, isSending, matching, pauseAll, resumeAll } from "./queue.js";

export { isSending };

/** Takes files, each as {file, handle}: those that were begun before go on where they stopped. `into`: {projectId}, if any. */
export function upload(found, largest, into = {}) {
  const fresh = [];
  for (const each of found) {
    const begun = matching(each.file);
    if (begun) continueWith(begun, each);
    else fresh.push(each);
  }
  addAll(fresh, largest, into);
}

/** Shows what an earlier visit to this page, or another browser, has left unfinished. */
export async function showUnfinished({ projectId } = {}) {
  const { results } = await api("/api/uploads").catch(() => ({ results: [] }));
  results.filter((each) => each.status === "open" && (!projectId || each.projectId === projectId)).forEach(addUnfinished);
}

document.getElementById("tray-pause").addEventListener("click", pauseAll);
document.getElementById("tray-resume").addEventListener("click", resumeAll);
