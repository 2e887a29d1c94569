// Files that are dropped on a project's page, or chosen there, are uploaded into the project.

import { api } from "../common/api.js";
import { refresh } from "../common/dom.js";
import { toast } from "../common/toasts.js";
import { isSending, showUnfinished, upload } from "../videos/uploading/index.js";
import { filesOfDrop, filesOfInput } from "../videos/uploading/walking.js";

export function takeFiles() {
  const input = document.getElementById("upload-input");
  const projectId = input.dataset.into;
  const take = (found) => found.length && upload(found, Number(input.dataset.largest), { projectId });
  document.getElementById("upload-button").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take(filesOfInput(input));
    input.value = "";
  });
  listenForDrops(take);
  addEventListener("beforeunload", (event) => {
    if (isSending()) event.preventDefault();
  });
  // One that was begun on the library's page and goes on here belongs here too.
  document.addEventListener("upload:done", ({ detail }) => {
    const asked = api(`/api/projects/${projectId}/videos`, { method: "POST", body: { videoIds: [detail.videoId] } });
    asked.then(({ added }) => added && refresh(), (error) => toast(error.message, { tone: "bad" }));
  });
  showUnfinished({ projectId });
}

function listenForDrops(take) {
  const sheet = document.getElementById("drop");
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const enter = (by) => {
    depth = Math.max(depth + by, 0);
    sheet.hidden = depth === 0;
  };
  addEventListener("dragenter", (event) => carriesFiles(event) && enter(1));
  addEventListener("dragleave", (event) => carriesFiles(event) && enter(-1));
  addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    enter(-depth);
    take(await filesOfDrop(event.dataTransfer));
  });
}
