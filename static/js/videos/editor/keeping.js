// Keeps the recipe of a film in this browser: a reload goes on where it was, and so does the next visit.
//
// Each tab has its own (sessionStorage); a new tab takes up what was kept last (localStorage).

const NEWEST = 20; // films whose recipes are kept
const LIST = "edits";
const nameOf = (video) => `edit:${video}`;

function reading(storage, name) {
  try {
    return JSON.parse(storage().getItem(name));
  } catch {
    return null; // Storage is blocked, or holds what is no JSON: there is nothing to go on with.
  }
}

/** The steps that were kept, of operations that there still are; none: an empty list. */
export function keptSteps(video, catalogue) {
  const kept = reading(() => sessionStorage, nameOf(video)) ?? reading(() => localStorage, nameOf(video));
  if (!Array.isArray(kept)) return [];
  return kept.filter((step) => step && catalogue.has(step.operation) && typeof step.params === "object");
}

export function keepSteps(video, steps) {
  const text = JSON.stringify(steps);
  try {
    sessionStorage.setItem(nameOf(video), text);
    const others = (reading(() => localStorage, LIST) ?? []).filter((each) => each !== video);
    const list = steps.length ? [video, ...others] : others;
    list.splice(NEWEST).forEach((each) => localStorage.removeItem(nameOf(each)));
    if (steps.length) localStorage.setItem(nameOf(video), text);
    else localStorage.removeItem(nameOf(video));
    localStorage.setItem(LIST, JSON.stringify(list));
  } catch {
    // Storage is full or blocked: this page works, only a reload begins anew.
  }
}
