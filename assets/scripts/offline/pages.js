// The pages that this device keeps: preparation sheets and forms, sealed, for fourteen days. The worker hands them out.
import { open, seal } from "./safe.js";
import { isStorable } from "./paths.js";
import { all, get, put, remove } from "./store.js";

const KEEP = 14 * 86_400_000;

/** @typedef {{person: number, key: CryptoKey}} Owner */
/** @typedef {{html: string, title: string, policy: string, at: number, about?: About}} Page */
/** @typedef {{customer: string, day: string, at: string}} About the contact: its day as 2026-11-22, its time or nothing */

/** @param {number} person @param {string} path */
const labelOf = (person, path) => `page/${person}/${path}`;

/**
 * @param {Owner} owner
 * @param {string} path
 * @param {Omit<Page, "at">} page
 * @param {number} [at]
 */
export async function keepPage({ person, key }, path, page, at = Date.now()) {
  await put("pages", { person, path, at, box: await seal(key, labelOf(person, path), page) });
}

/**
 * @param {Owner} owner
 * @param {string} path
 * @param {number} [now]
 * @returns {Promise<Page | null>}
 */
export async function findPage({ person, key }, path, now = Date.now()) {
  const row = await get("pages", [person, path]);
  if (!row || now - row.at > KEEP) return null;
  const page = await open(key, labelOf(person, path), row.box).catch(() => null);
  return page && { ...page, at: row.at };
}

/**
 * What was taken along, the latest first; what is too old goes.
 * @param {Owner} owner
 * @param {number} [now]
 */
export async function listPages(owner, now = Date.now()) {
  /** @type {{path: string, title: string, at: number, about?: About}[]} */
  const found = [];
  for (const { person, path, at } of await all("pages")) {
    if (now - at > KEEP) await remove("pages", [person, path]);
    else if (person === owner.person) {
      const page = await findPage(owner, path, now);
      if (page) found.push({ path, title: page.title, at, about: page.about });
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

/** @param {Document} page @returns {About | undefined} none for a page that is about no contact */
function aboutOf(page) {
  const { contactDay, contactAt } = /** @type {HTMLElement | null} */ (page.querySelector("[data-contact-day]"))?.dataset ?? {};
  return contactDay ? { customer: page.querySelector("h1")?.textContent?.trim() ?? "", day: contactDay, at: contactAt ?? "" } : undefined;
}

/**
 * Fetch a page and keep it, when it is this person's and really that page.
 * @param {Owner} owner
 * @param {string} path
 * @returns {Promise<boolean>}
 */
export async function takePage(owner, path) {
  if (!isStorable(path)) return false;
  const response = await fetch(path, { cache: "no-store", headers: { Accept: "text/html" }, signal: AbortSignal.timeout(20_000) }).catch(() => null);
  if (response && [403, 404].includes(response.status)) await remove("pages", [owner.person, path]);
  if (!response?.ok || response.redirected) return false;
  const html = await response.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  if (page.querySelector('meta[name="person"]')?.getAttribute("content") !== String(owner.person)) return false;
  const title = page.title.replace(/ · Rayon$/, ""); // the heading alone does not tell a sheet from its report
  await keepPage(owner, path, { html, title, about: aboutOf(page), policy: response.headers.get("Content-Security-Policy") ?? "" });
  return true;
}
