// What costs credits is priced first, and made when a person has said yes.

import { api, freshKey } from "../../common/api.js";
import { ask } from "../../common/confirm.js";
import { gettext, language, ngettext } from "../../common/words.js";

const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: false });

export const credits = (amount) => (amount ? ngettext("{amount} credit", "{amount} credits", amount, { amount: number.format(amount) }) : gettext("no credits"));

/** What would be made, as words: "Narration, Film". */
export const partsOf = (quote) => [...new Set(quote.lines.map((line) => line.label))].join(", ");

export const price = (path, body, signal) => api(`${path}?dryRun=true`, { method: "POST", body, signal });

export const order = (path, body, key = freshKey()) => api(path, { method: "POST", body, headers: { "Idempotency-Key": key } });

/** Orders after a yes; null after a no. */
export async function orderIfWanted(path, body, words, yes) {
  const { quote } = await price(path, body);
  const made = quote.lines.length ? gettext("Made again: {parts}.", { parts: partsOf(quote) }) : "";
  const costs = gettext("It costs {price}.", { price: credits(quote.credits) });
  return (await ask([words, made, costs].filter(Boolean).join(" "), yes)) ? order(path, body) : null;
}
