// The small line in the frame: what this person wrote and the server does not have, on any page, until it has.
import { isUnsent, nameOf } from "./draft.js";
import { receiptOf } from "./receipt.js";
import { say, sayNumber, when } from "./words.js";

const LONG = 2 * 86_400_000;

/** @typedef {import("./draft.js").Draft} Draft */

/**
 * What matters most of them, as the key of a sentence.
 * @param {Draft[]} drafts unsent
 * @param {number} now
 */
export function worst(drafts, now) {
  const is = (/** @type {string} */ state) => drafts.some((draft) => draft.state === state);
  for (const state of ["login", "conflict", "refused", "forbidden", "gone"]) if (is(state)) return state;
  if (drafts.some(({ since }) => since !== null && now - since > LONG)) return "long";
  return drafts.length && drafts.every(({ state }) => state === "sending") ? "sending" : "device";
}

/**
 * @param {object} parts
 * @param {string[]} parts.here the subjects of the forms on this page: they say their own state
 * @param {() => unknown} parts.send
 * @param {() => void} parts.signIn
 */
export function makeLine({ here, send, signIn }) {
  const place = document.getElementById("device");
  let asked = 0;
  let had = false;

  /** @param {Draft[]} drafts all of this person */
  return async (drafts) => {
    if (!place) return;
    const number = ++asked;
    const unsent = drafts.filter((draft) => isUnsent(draft) && !here.includes(draft.subject));
    const parts = unsent.length ? await partsOf(unsent) : had ? await arrived(drafts) : [];
    if (number !== asked) return;
    had ||= unsent.length > 0;
    place.replaceChildren(...parts);
  };

  /** @param {Draft[]} unsent */
  async function partsOf(unsent) {
    const now = Date.now();
    const kind = worst(unsent, now);
    const first = Math.min(...unsent.map(({ since }) => since ?? now));
    const words = await sayNumber(`line${kind[0]?.toUpperCase()}${kind.slice(1)}`, unsent.length, { time: when(first) });
    const asks = !["login", "sending", "device", "long"].includes(kind); // a form that has to be opened first
    const named = asks ? unsent.find(({ state }) => state === kind) : unsent.length === 1 ? unsent[0] : undefined;
    const which = named && link(nameOf(named) || (await say("open")), named.page);
    const act = kind === "login" ? button(await say("logIn"), signIn) : asks ? undefined : button(await say("sendNow"), send);
    return [Object.assign(document.createElement("span"), { textContent: words }), which, act, link(await say("seeUnsent"), "/offline")].filter((part) => part !== undefined);
  }

  /** @param {Draft[]} drafts */
  async function arrived(drafts) {
    const last = drafts.filter(({ received }) => received).sort((one, other) => (other.received ?? 0) - (one.received ?? 0))[0];
    return last ? [await receiptOf(last)] : [];
  }
}

/** @param {string} words @param {() => unknown} act */
export function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "ds-button small", textContent: words });
  made.dataset.variant = "secondary";
  made.addEventListener("click", act);
  return made;
}

/** @param {string} words @param {string} address */
export const link = (words, address) => Object.assign(document.createElement("a"), { href: address, textContent: words });
