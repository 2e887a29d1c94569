// Who is in a project now: initials in every element with `data-presence="<project id>"`.

import { make } from "../common/dom.js";
import { say } from "../common/socket.js";
import { gettext } from "../common/words.js";

const MOST = 5;
const places = [...document.querySelectorAll("[data-presence]")];
const rooms = new Set(places.map((place) => `project:${place.dataset.presence}`));

const initials = (name) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join("") || "?";

function draw(place, people) {
  const faces = people.slice(0, MOST).map((each) => make("span", { class: "presence-one", title: each.name, "aria-hidden": "true" }, initials(each.name)));
  const more = people.length > MOST ? [make("span", { class: "presence-one", "aria-hidden": "true" }, `+${people.length - MOST}`)] : [];
  const names = people.map((each) => each.name).join(", ");
  place.replaceChildren(...faces, ...more, make("span", { class: "visually-hidden" }, people.length ? gettext("Here now: {names}", { names }) : ""));
}

const join = () => rooms.forEach((room) => say("join_room", { room }));

document.addEventListener("live:snapshot", join);
document.addEventListener("live:presence", ({ detail }) => {
  for (const place of places) if (detail.room === `project:${place.dataset.presence}`) draw(place, detail.people);
});
document.addEventListener("live:lost", () => places.forEach((place) => place.replaceChildren()));
join();
