// "Take this day along": the preparation sheets and forms of the day, kept on the device; and quietly each that was opened.
import { listPages, takePage } from "./pages.js";
import { isStorable } from "./paths.js";
import { get } from "./store.js";
import { say, sayNumber, when } from "./words.js";

const BLANK = "/visits/report/new";
const AT_A_TIME = 3;
const FRESH = 3600 * 1000;

/** @typedef {import("./pages.js").Owner} Owner */

/**
 * @param {Owner} owner
 * @param {string[]} paths
 * @param {(done: number) => void} [told]
 * @returns {Promise<number>} how many are kept now
 */
export async function takeAll(owner, paths, told = () => {}) {
  const left = [...new Set(paths)].filter(isStorable);
  let kept = 0;
  const worker = async () => {
    for (let path = left.shift(); path; path = left.shift()) {
      if (await takePage(owner, path)) told(++kept);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return kept;
}

/** @param {string} given a JSON list of addresses, or addresses with spaces between */
export const addressesOf = (given) => /** @type {string[]} */ (given.trim().startsWith("[") ? JSON.parse(given) : given.split(/\s+/).filter(Boolean));

/**
 * @param {HTMLElement} box around the button, with data-take-along
 * @param {Owner} owner
 */
export async function bindTaking(box, owner) {
  const button = box.querySelector("button");
  const place = box.querySelector("[role=status]");
  if (!button || !place || box.dataset.bound) return;
  box.dataset.bound = "";
  const wanted = addressesOf(box.dataset.takeAlong ?? "");
  const all = wanted.every((path) => !path.startsWith("/visits/")) && wanted.length ? wanted : [...wanted, BLANK];
  const number = String(new Set(all).size);
  const tell = async () => {
    const here = (await listPages(owner)).filter(({ path }) => wanted.includes(path));
    if (here.length) place.textContent = await sayNumber("taken", here.length, { time: when(Math.min(...here.map(({ at }) => at))) });
  };
  const none = await say("takenNone"); // now: once there is no network these words may be out of reach too
  button.addEventListener("click", async () => {
    navigator.storage?.persist?.();
    let done = 0;
    const told = async () => (place.textContent = await say("taking", { done: String(++done), number }));
    await told();
    done = 0;
    const kept = await takeAll(owner, all, told);
    if (kept) await tell();
    else place.textContent = none;
  });
  box.hidden = false;
  await tell();
}

/**
 * What stands open is kept, with the forms that belong to it; the page as it came, not what scripts made of it.
 * @param {Owner} owner
 */
export async function keepOpened(owner) {
  const path = location.pathname;
  if (!isStorable(path) || isStored()) return;
  const near = [...document.querySelectorAll(`a[href^="${path}/"]`)].map((link) => link.getAttribute("href") ?? "");
  const blank = await get("pages", [owner.person, BLANK]);
  const old = path.startsWith("/visits/") && (!blank || Date.now() - blank.at > FRESH);
  await takeAll(owner, [path, ...near, ...(old ? [BLANK] : [])]);
  document.documentElement.dataset.kept = path;
}

/** The worker marks a page that it handed out from the store. */
export const isStored = () => document.querySelector('meta[name="stored"]') !== null;
