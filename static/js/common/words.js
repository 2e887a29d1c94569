// Words in the person's language: looked up in what js/words/<language>.js brought; English as it stands here.

const translated = window.words ?? {};
const rules = new Intl.PluralRules(document.documentElement.lang);
const categories = rules.resolvedOptions().pluralCategories;

// gettext("Delete {title}?", { title }): what stands in braces is filled in afterwards.
export function gettext(words, values = {}) {
  return fill(translated[words] || words, values);
}

// ngettext("{count} video", "{count} videos", count): by how many there are; `count` can be filled in.
export function ngettext(one, many, count, values = {}) {
  const forms = translated[one];
  const english = count === 1 ? one : many;
  const chosen = Array.isArray(forms) ? forms[Math.min(categories.indexOf(rules.select(count)), forms.length - 1)] : english;
  return fill(chosen || english, { count, ...values });
}

// Numbers and dates as the page's language writes them.
export const language = document.documentElement.lang || "en";

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
