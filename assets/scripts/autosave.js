// Forms with data-autosave save themselves: 800 ms after the last key, when a field is left, when the page is hidden.
// The answer brings only the new version number, never the field: whatever is typed meanwhile stays.
import htmx, { whenHtmx } from "./htmx.js";
import { Keeper } from "./keeper.js";
import { Saver } from "./saver.js";
import { clock, sentence } from "./sentences.js";
import { afterSignIn } from "./session.js";

const FORM = "form[data-autosave]";
const UNTYPED = new Set(["hidden", "file", "submit", "button", "reset", "fieldset"]);

/** @type {Map<HTMLFormElement, Saver>} */
const savers = new Map();
const person = document.querySelector('meta[name="person"]')?.getAttribute("content") ?? "";
const keeper = new Keeper(sessionStorage, person);

/** @param {HTMLFormElement} form */
const keyOf = (form) => form.dataset.autosave ?? "";

/**
 * What the person typed or chose in the form; files, buttons and hidden fields are left out.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
function fieldsOf(form) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const field of form.elements) {
    const { name, type, value, checked } = /** @type {HTMLInputElement} */ (field);
    if (!name || UNTYPED.has(type)) continue;
    if (type === "checkbox" || type === "radio") fields[`${name}=${value}`] = checked ? "on" : "";
    else fields[name] = value;
  }
  return fields;
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} fields as `fieldsOf` gave them
 */
function fillIn(form, fields) {
  for (const field of form.elements) {
    const control = /** @type {HTMLInputElement} */ (field);
    if (UNTYPED.has(control.type)) continue;
    const toggle = control.type === "checkbox" || control.type === "radio";
    const kept = fields[toggle ? `${control.name}=${control.value}` : control.name];
    if (kept === undefined) continue;
    if (toggle) control.checked = kept === "on";
    else control.value = kept;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} state saving | saved | kept | conflict | refused
 */
function report(form, state) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-save-state]"));
  if (!place) return;
  place.dataset.state = state;
  place.textContent = sentence(state, { time: clock(Date.now()) });
}

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<import("./saver.js").Outcome>}
 */
async function send(form) {
  /** @type {{status?: number}} */
  const outcome = {};
  await htmx.ajax("POST", form.action, {
    source: form,
    values: { autosave: "1" },
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

/** @param {HTMLFormElement} form */
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
 * @param {HTMLFormElement} form
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
    if (!savers.has(/** @type {HTMLFormElement} */ (form))) {
      saverOf(/** @type {HTMLFormElement} */ (form));
      offer(/** @type {HTMLFormElement} */ (form));
    }
  }
}

const flushAll = () => savers.forEach((saver) => saver.flush());

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
    if (!autosave && sourceElement.matches(FORM)) savers.get(/** @type {HTMLFormElement} */ (sourceElement))?.pause();
  });
  whenHtmx("htmx:after:request", ({ autosave, response, sourceElement }) => {
    if (autosave || !sourceElement.matches(FORM)) return;
    const status = response?.status ?? 0;
    savers.get(/** @type {HTMLFormElement} */ (sourceElement))?.resume(status >= 200 && status < 300);
  });
  whenHtmx("htmx:error", ({ autosave, sourceElement }) => {
    if (!autosave && sourceElement?.matches?.(FORM)) savers.get(/** @type {HTMLFormElement} */ (sourceElement))?.resume(false);
  });
  whenHtmx("htmx:after:swap", attend);
}

function followPerson() {
  document.addEventListener("input", (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest?.(FORM);
    if (form) saverOf(/** @type {HTMLFormElement} */ (form)).changed();
  });
  document.addEventListener("focusout", (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest?.(FORM);
    if (form) savers.get(/** @type {HTMLFormElement} */ (form))?.flush();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flushAll());
  window.addEventListener("pagehide", flushAll);
  window.addEventListener("online", flushAll);
  let leaving = false;
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
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
