// What the device says stands in /offline, in the reader's language; the worker keeps that page, so it is there without
// a network. Other pages need not carry these sentences along.
import { fill } from "../sentences.js";
import { SHELL } from "./shell.js";

const PAGE = "/offline";
const build = new URL(import.meta.url).pathname; // sentences and scripts of one build belong together

/** @type {Promise<Document> | undefined} */
let asked;

/** @param {Document} page */
const isCurrent = (page) => page.documentElement.lang === document.documentElement.lang && page.getElementById("device-words")?.dataset.build === build;

/** @param {Response | undefined | null} response */
const parse = async (response) => new DOMParser().parseFromString((await response?.text()) ?? "", "text/html");

async function find() {
  if (document.getElementById("device-words")) return document;
  const shell = await caches.open(SHELL);
  const kept = await parse(await shell.match(PAGE));
  if (isCurrent(kept)) return kept;
  const response = await fetch(PAGE, { signal: AbortSignal.timeout(8000) }).catch(() => null);
  if (!response?.ok) return kept;
  await shell.put(PAGE, response.clone());
  return parse(response);
}

/** Asked once; again when there was neither a kept page nor a network. */
async function words() {
  asked ??= find();
  const found = await asked;
  if (!found.getElementById("device-words")) asked = undefined;
  return found;
}

/**
 * @param {string} key in camelCase; `one` and `more` for a number: sayNumber
 * @param {Record<string, string>} [values]
 */
export async function say(key, values = {}) {
  return fill((await words()).getElementById("device-words")?.dataset[key] ?? "", values);
}

/**
 * @param {string} key has a sentence for one and one for more
 * @param {number} number
 * @param {Record<string, string>} [values]
 */
export const sayNumber = (key, number, values = {}) => say(key + (number === 1 ? "One" : "More"), { number: String(number), ...values });

/**
 * A piece of page that stands there as a template.
 * @param {string} id
 * @returns {Promise<HTMLElement | null>}
 */
export async function piece(id) {
  const found = /** @type {HTMLTemplateElement | null} */ ((await words()).getElementById(id));
  return found ? /** @type {HTMLElement} */ (document.importNode(found.content, true).firstElementChild) : null;
}

/**
 * Time of today, else day and time, as the reader writes them.
 * @param {number} moment
 */
export function when(moment) {
  const day = new Date(moment).toDateString() === new Date().toDateString() ? {} : { day: /** @type {const} */ ("numeric"), month: /** @type {const} */ ("short") };
  return new Intl.DateTimeFormat(document.documentElement.lang || "nl", { ...day, hour: "2-digit", minute: "2-digit" }).format(moment);
}
