// A project's review for its members: the film, its comments, and the address of a new link.

import { Comments, ofProject } from "./comments.js";
import { ask } from "../common/confirm.js";
import { debounce } from "../common/dom.js";
import { listenForCopies } from "./copying.js";

const page = JSON.parse(document.getElementById("review-page").textContent);
const comments = new Comments(document.getElementById("comments"), {
  source: ofProject(page.projectId, page.videoId),
  player: document.getElementById("player"),
  marks: document.getElementById("comment-marks"),
  me: page.userId,
  may: { comment: true, resolve: page.mayEdit, plan: page.mayPlan, all: page.isOwner },
  ask,
  planned: (told) => location.assign(`/videos/${told.videoId}/?chat=${told.conversationId}`),
});
const again = debounce(() => comments.load(), 300);
document.addEventListener("live:comment", ({ detail }) => detail.projectId === page.projectId && again());
document.addEventListener("live:back", again);
document.getElementById("film-choice")?.addEventListener("change", (event) => event.target.form.requestSubmit());
document.getElementById("review-address")?.select();
listenForCopies();
comments.load();
