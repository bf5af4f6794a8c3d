// The little that every page does for working without a network: install the worker, know whether this device holds
// something unsent, and load the rest (offline.js) where something needs it.
import { forget, held, touch } from "./offline/holder.js";
import { isStorable } from "./offline/paths.js";
import { countPages, countUnsent } from "./offline/store.js";
import { sentence } from "./sentences.js";
import { afterSignIn } from "./session.js";
import { say } from "./toast.js";

/** @typedef {{start: (frame: {afterSignIn: typeof afterSignIn}) => Promise<void>, leave: (person: number) => Promise<void>}} Rest */

const meta = (/** @type {string} */ name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
const person = Number(meta("person"));
const isAble = () => window.isSecureContext && "serviceWorker" in navigator && "locks" in navigator && "indexedDB" in window;
const NEEDS = "form[data-outbox], [data-take-along], #device-words";

/** @returns {Promise<Rest>} */
const rest = () => import(meta("offline"));

async function isNeeded() {
  if (document.querySelector(NEEDS) || isStorable(location.pathname)) return true;
  if (!person) return false;
  const found = await held();
  if (found && found.person !== person) return true; // whose key is to be forgotten
  if (found) await touch(found);
  return (await countUnsent(person)) > 0 || (!found && (await countPages(person)) > 0);
}

/** The server shows the door: whoever was signed in here is not any more, so what the device keeps is locked. */
const isDoor = () => !person && navigator.onLine && document.getElementById("sign-in-form") !== null;

/** What stands on the page belongs to whoever it was made for: the page is fetched again when that is somebody else now. */
async function checkPerson() {
  if (person && (await held())?.person !== person) location.reload();
}

/**
 * Nothing of whoever left stays open. The page of the next person does: this message comes from there, and what they
 * type already is not taken from them.
 * @param {MessageEvent<{type: string, person?: number, on?: boolean}>} message without a person: everybody's
 */
function closed({ data }) {
  const isOurs = person && (data.person ?? person) === person;
  const isPassed = "passedOver" in document.documentElement.dataset;
  if (data.type === "passed" && isOurs && data.on !== isPassed) location.reload(); // the tablet changed hands
  if (data.type === "out" && isOurs && !("leaving" in document.documentElement.dataset)) location.reload();
}

/** @param {SubmitEvent} event */
async function signOut(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.getAttribute("action") !== "/logout") return;
  event.preventDefault();
  try {
    const { leave } = await rest();
    await leave(person || ((await held())?.person ?? 0));
  } catch {
    form.submit(); // without the rest it is a sign-out like any other
  }
}

/** This page came from what the device keeps, or the device itself knows that it has no network. */
const isCut = () => !navigator.onLine || document.querySelector('meta[name="stored"]') !== null;

/**
 * Only forms that the device keeps work without a network; with any other the browser would leave for a page of its own.
 * @param {SubmitEvent} event
 */
function stay(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const method = button?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get";
  const own = form.matches("[data-outbox], [action='/logout']") || (form.closest("#sign-in") !== null && navigator.onLine);
  if (own || method.toLowerCase() !== "post" || !isCut()) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // nor does htmx
  say(sentence("needsNetwork"), "warning");
}

export async function installDevice() {
  document.addEventListener("submit", stay, true);
  if (!isAble()) return;
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  document.addEventListener("submit", signOut);
  window.addEventListener("pageshow", ({ persisted }) => persisted && checkPerson()); // the button "back"
  new BroadcastChannel("rayon").addEventListener("message", closed);
  try {
    if (isDoor()) await forget(); // their next sign-in opens it again
    if (!(await isNeeded())) return;
    await (await rest()).start({ afterSignIn });
  } catch (error) {
    console.warn("rayon: this device keeps nothing", error); // the forms work as they came
  }
}
