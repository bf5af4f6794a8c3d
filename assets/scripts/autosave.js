// Forms (and rows of a table that is one form) with data-autosave save themselves: 800 ms after the last key, when a field is left, when the page is hidden.
// The answer brings only the new version number, never the field: whatever is typed meanwhile stays.
import htmx, { whenHtmx } from "./htmx.js";
import { Keeper } from "./keeper.js";
import { Saver } from "./saver.js";
import { clock, sentence } from "./sentences.js";
import { afterSignIn } from "./session.js";

const FORM = "[data-autosave]";
const UNTYPED = new Set(["hidden", "file", "submit", "button", "reset", "fieldset"]);

/** @typedef {HTMLElement} Unit a form, or a row of a table whose data-rows is the address that the key of the row follows */

/** @type {Map<Unit, Saver>} */
const savers = new Map();
const person = document.querySelector('meta[name="person"]')?.getAttribute("content") ?? "";
export const keeper = new Keeper(sessionStorage, person);

/** @param {Unit} form */
const keyOf = (form) => form.dataset.autosave ?? "";

/** @param {Unit} form */
function addressOf(form) {
  if (form instanceof HTMLFormElement) return form.action;
  return `${/** @type {HTMLElement} */ (form.closest("[data-rows]")).dataset.rows}/${form.id.replace("p-", "")}`;
}

/**
 * @param {Unit} form
 * @returns {HTMLInputElement[]}
 */
function fieldsIn(form) {
  const fields = form instanceof HTMLFormElement ? form.elements : form.querySelectorAll("input:not([type=checkbox]), select, textarea");
  return /** @type {HTMLInputElement[]} */ ([...fields]);
}

/**
 * What the person typed or chose in the form; files, buttons and hidden fields are left out.
 * @param {Unit} form
 * @returns {Record<string, string>}
 */
export function fieldsOf(form) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const { name, type, value, checked } of fieldsIn(form)) {
    if (!name || UNTYPED.has(type)) continue;
    if (type === "checkbox" || type === "radio") fields[`${name}=${value}`] = checked ? "on" : "";
    else fields[name] = value;
  }
  return fields;
}

/**
 * @param {Unit} form
 * @param {Record<string, string>} fields as `fieldsOf` gave them
 */
export function fillIn(form, fields) {
  for (const control of fieldsIn(form)) {
    if (UNTYPED.has(control.type)) continue;
    const toggle = control.type === "checkbox" || control.type === "radio";
    const kept = fields[toggle ? `${control.name}=${control.value}` : control.name];
    if (kept === undefined) continue;
    if (toggle) control.checked = kept === "on";
    else control.value = kept;
  }
}

/**
 * @param {Unit} form
 * @param {string} state saving | saved | kept | conflict | refused
 */
function report(form, state) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-save-state]"));
  if (!place) return;
  place.dataset.state = state;
  place.textContent = sentence(state, { time: clock(Date.now()) });
}

/**
 * What a row sends: its own fields and the hidden ones that stand at the top of its form.
 * @param {Unit} form
 * @returns {Record<string, string>}
 */
function valuesOf(form) {
  if (form instanceof HTMLFormElement) return {};
  const whole = /** @type {HTMLFormElement} */ (form.closest("form"));
  const fields = [...whole.querySelectorAll(":scope > input[type=hidden]"), ...fieldsIn(form)];
  return Object.fromEntries(fields.map((field) => [/** @type {HTMLInputElement} */ (field).name, /** @type {HTMLInputElement} */ (field).value]));
}

/**
 * @param {Unit} form
 * @returns {Promise<import("./saver.js").Outcome>}
 */
async function send(form) {
  /** @type {{status?: number}} */
  const outcome = {};
  await htmx.ajax("POST", addressOf(form), {
    source: form,
    values: { ...valuesOf(form), autosave: "1" },
    headers: { "X-Autosave": "1" },
    swap: "none",
    autosave: outcome,
  });
  const status = outcome.status ?? 0;
  if (status >= 200 && status < 300) return "saved";
  if (status === 401) return "expired";
  if (status === 409) return "conflict";
  return status >= 400 && status < 500 && status !== 429 ? "refused" : "failed";
}

/** @param {Unit} form */
function saverOf(form) {
  let saver = savers.get(form);
  if (!saver) {
    saver = new Saver({
      read: () => fieldsOf(form),
      send: () => send(form),
      keep: (fields) => keeper.keep(keyOf(form), fields),
      drop: () => keeper.drop(keyOf(form)),
      report: (state) => report(form, state),
      signIn: afterSignIn,
    });
    savers.set(form, saver);
  }
  return saver;
}

/**
 * Offer a copy that an earlier visit left behind.
 * @param {Unit} form
 */
function offer(form) {
  const copy = keeper.find(keyOf(form));
  if (!copy || form.querySelector(".kept-copy")) return;
  const now = fieldsOf(form);
  if (Object.entries(copy.fields).every(([name, value]) => now[name] === value)) {
    keeper.drop(keyOf(form));
    return;
  }
  const words = document.createElement("span");
  words.textContent = sentence("found", { time: clock(copy.time) });
  const box = document.createElement("div");
  box.className = "kept-copy";
  const buttons = document.createElement("span");
  buttons.className = "row";
  buttons.append(
    choice("putBack", () => {
      fillIn(form, copy.fields);
      saverOf(form).changed();
      box.remove();
    }),
    choice("throwAway", () => {
      keeper.drop(keyOf(form));
      box.remove();
    }),
  );
  box.append(words, buttons);
  form.prepend(box);
}

/**
 * @param {string} key of the sentence on the button
 * @param {() => void} act
 */
function choice(key, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button small";
  button.dataset.variant = "secondary";
  button.textContent = sentence(key);
  button.addEventListener("click", act);
  return button;
}

/** Take up the forms that came and let go of those that went. */
function attend() {
  for (const [form, saver] of savers)
    if (!form.isConnected) {
      saver.stop();
      savers.delete(form);
    }
  for (const form of document.querySelectorAll(FORM)) {
    if (!savers.has(/** @type {Unit} */ (form))) {
      saverOf(/** @type {Unit} */ (form));
      offer(/** @type {Unit} */ (form));
    }
  }
}

const flushAll = () => savers.forEach((saver) => saver.flush());
const UNSAVED = "[data-autosave]:has(.wrong:not(:empty), .kept-copy), .conflict";

/** The first form or row whose text the server does not have, once everything was sent. */
async function firstUnsaved() {
  await Promise.all([...savers.values()].map((saver) => saver.flush()));
  const all = /** @type {Unit[]} */ ([...document.querySelectorAll(`${FORM}, ${UNSAVED}`)]);
  return all.find((unit) => savers.get(unit)?.dirty || unit.matches(UNSAVED));
}

/**
 * A link with data-when-saved leads on only when the server has everything; else to what it lacks, with its sentence.
 * @param {MouseEvent} event
 */
async function leadOn(event) {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest?.("a[data-when-saved]"));
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  const unsaved = await firstUnsaved();
  if (!unsaved) return location.assign(link.href);
  const words = document.createElement("p");
  words.textContent = link.dataset.whenSaved ?? "";
  document.getElementById("notice")?.replaceChildren(words);
  const field = unsaved.querySelector("[aria-invalid=true]") ?? unsaved.querySelector("input:not([type=hidden], [type=checkbox]), textarea, select");
  unsaved.hidden = false;
  unsaved.scrollIntoView({ block: "center" });
  /** @type {HTMLElement | null} */ (field)?.focus({ preventScroll: true });
}

/** Requests of the form itself, and what became of our own. */
function followRequests() {
  whenHtmx("htmx:config:request", ({ autosave, request }) => {
    if (autosave) request.keepalive = true; // it may be the last thing this page does
  });
  whenHtmx("htmx:before:response", (context) => {
    const { autosave, response, sourceElement } = context;
    if (!autosave) return;
    autosave.status = response?.status;
    if (response?.status === 409) {
      context.swap = "outerHTML"; // both texts, for the person to choose
      context.target = sourceElement.getAttribute("hx-target") ?? sourceElement;
      if (typeof context.target === "string") context.target = document.querySelector(context.target) ?? sourceElement;
    }
  });
  whenHtmx("htmx:before:request", ({ autosave, sourceElement }) => {
    if (!autosave && sourceElement.matches(FORM)) savers.get(/** @type {Unit} */ (sourceElement))?.pause();
  });
  whenHtmx("htmx:after:request", ({ autosave, response, sourceElement }) => {
    if (autosave || !sourceElement.matches(FORM)) return;
    const status = response?.status ?? 0;
    savers.get(/** @type {Unit} */ (sourceElement))?.resume(status >= 200 && status < 300);
  });
  whenHtmx("htmx:error", ({ autosave, sourceElement }) => {
    if (!autosave && sourceElement?.matches?.(FORM)) savers.get(/** @type {Unit} */ (sourceElement))?.resume(false);
  });
  whenHtmx("htmx:after:swap", attend);
}

function followPerson() {
  document.addEventListener("input", (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest?.(FORM);
    if (form) saverOf(/** @type {Unit} */ (form)).changed();
  });
  document.addEventListener("focusout", (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest?.(FORM);
    if (form) savers.get(/** @type {Unit} */ (form))?.flush();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flushAll());
  window.addEventListener("pagehide", flushAll);
  window.addEventListener("online", flushAll);
  document.addEventListener("click", leadOn);
  let leaving = false;
  document.addEventListener("submit", (event) => {
    const form = /** @type {Unit} */ (event.target);
    if (form.getAttribute("action") === "/logout") window.addEventListener("pagehide", () => keeper.clear());
    else if (form.matches(FORM) && !event.defaultPrevented) {
      leaving = true;
      savers.get(form)?.pause();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && [...savers.values()].some((saver) => saver.dirty)) event.preventDefault();
  });
}

export function installAutosave() {
  attend();
  followRequests();
  followPerson();
}
