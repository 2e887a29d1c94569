// The form with which a film is published: counts as YouTube counts, shows what a choice needs, asks for suggestions.

import { api } from "../common/api.js";
import { clock, make } from "../common/dom.js";
import { gettext } from "../common/words.js";

const form = document.getElementById("publish-form");
const field = (name) => form.elements.namedItem(name);
const [MOST_TITLE, MOST_DESCRIPTION, MOST_TAGS] = [100, 5000, 484];

/** As YouTube counts: a comma between two, and quotation marks around one with a space in it. */
function tagsLength(text) {
  const tags = text.split(",").map((tag) => tag.trim()).filter(Boolean);
  const letters = tags.reduce((sum, tag) => sum + [...tag].length + (tag.includes(" ") ? 2 : 0), 0);
  return letters + Math.max(tags.length - 1, 0);
}

const CHARACTERS = (count, most) => gettext("{count} of {most} characters", { count, most });
const BYTES = (count, most) => gettext("{count} of {most} bytes", { count, most });
const COUNTS = {
  title: [(text) => [...text].length, MOST_TITLE, CHARACTERS],
  description: [(text) => new TextEncoder().encode(text.replaceAll("\r\n", "\n")).length, MOST_DESCRIPTION, BYTES],
  tags: [tagsLength, MOST_TAGS, CHARACTERS],
};

function count(place) {
  const [measure, most, words] = COUNTS[place.dataset.count];
  const length = measure(document.getElementById(place.dataset.of).value);
  place.textContent = words(length, most);
  place.toggleAttribute("data-over", length > most);
}

const places = [...document.querySelectorAll("[data-count]")];
places.forEach((place) => {
  document.getElementById(place.dataset.of).addEventListener("input", () => count(place));
  count(place);
});

// -- when ------------------------------------------------------------------------------------------------------

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
field("zone").value = zone;
document.querySelectorAll("[data-zone]").forEach((place) => {
  if (zone) place.textContent = zone.replaceAll("_", " ");
});

function showTimes() {
  const when = field("when").value;
  document.getElementById("times").hidden = when === "now";
  document.querySelector("[data-repeats]").hidden = when !== "at";
  document.querySelector("[data-until]").hidden = when !== "at" || field("repeats").value === "never";
  // Only what is private can be made public later.
  if (when === "public_at") field("privacy").value = "private";
  field("privacy").disabled = when === "public_at";
}

form.addEventListener("change", showTimes);
// A disabled field is not sent, and the server wants one.
form.addEventListener("submit", () => {
  field("privacy").disabled = false;
});
showTimes();

// -- playlists -------------------------------------------------------------------------------------------------

const playlists = document.getElementById("playlists");

function chosenChannels() {
  return [...form.querySelectorAll('[name="channel_ids"]:checked')].map((each) => each.value);
}

function showPlaylists() {
  const [channel, ...others] = chosenChannels();
  const chosen = field("playlist_id")?.value || playlists.dataset.chosen;
  // A playlist belongs to one channel.
  const asked = new URLSearchParams({ channel: others.length ? "" : channel ?? "", playlist_id: chosen });
  htmx.ajax("GET", `${playlists.dataset.address}?${asked}`, { target: "#playlists" });
}

form.addEventListener("change", (event) => {
  if (event.target.name === "channel_ids") showPlaylists();
});
if (chosenChannels().length) showPlaylists();

// -- suggestions -----------------------------------------------------------------------------------------------

const suggest = document.getElementById("suggest");
const shown = document.getElementById("suggestions");

function take(name, value) {
  const input = field(name);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}

function offer(words, name, value) {
  return make("button", { type: "button", class: "button button-small youtube-suggestion", onclick: () => take(name, value) }, `${words}: ${value.length > 160 ? `${value.slice(0, 160)}…` : value}`);
}

function takeMoment(seconds) {
  const value = `moment:${seconds}`;
  let choice = [...form.querySelectorAll('[name="thumbnail"]')].find((each) => each.value === value);
  if (!choice) {
    choice = make("input", { type: "radio", name: "thumbnail", value });
    const address = `/api/videos/${form.dataset.video}/thumbnail?timestamp=${seconds}`;
    const picture = make("img", { src: address, alt: gettext("The film at {moment}", { moment: clock(seconds) }), width: 160, height: 90 });
    form.querySelector(".youtube-pictures").append(make("label", { class: "youtube-picture" }, choice, picture));
  }
  choice.checked = true;
  choice.focus();
}

function draw(told) {
  const moments = told.thumbnails.map((each) =>
    make("button", { type: "button", class: "button button-small youtube-suggestion", onclick: () => takeMoment(each.time) }, gettext("Thumbnail at {moment}: {reason}", { moment: clock(each.time), reason: each.reason })),
  );
  shown.replaceChildren(
    ...told.titles.map((title) => offer(gettext("Title"), "title", title)),
    ...(told.description ? [offer(gettext("Description"), "description", told.description)] : []),
    ...(told.tags.length ? [offer(gettext("Tags"), "tags", told.tags.join(", "))] : []),
    ...moments,
  );
}

suggest.addEventListener("click", async () => {
  suggest.disabled = true;
  shown.replaceChildren(make("p", { class: "small soft" }, gettext("Reading the film…")));
  try {
    draw(await api(`/api/youtube/suggestions?videoId=${form.dataset.video}`));
  } catch (error) {
    shown.replaceChildren(make("p", { class: "notice notice-bad" }, error.message));
  }
  suggest.disabled = false;
});
