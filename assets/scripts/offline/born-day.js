// A blank form that was taken along says the day on which it was taken. Opened on a later day, and not begun, it is about
// that later day; and whatever day a form says, its heading and its visits go with it.
import { iso, written } from "../day.js";

const DAY = 86_400_000;

/** @param {Date} moment @returns {string} the day where the device is, as 2026-11-23 */
export const dayOf = (moment) => [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

/**
 * A day later by as much as lies between two others; Monday where that is a weekend.
 * @param {string} day @param {string} from @param {string} to
 */
export function moved(day, from, to) {
  const noon = (/** @type {string} */ one) => Date.parse(`${one}T12:00Z`);
  const then = new Date(noon(day) + noon(to) - noon(from));
  const late = [1, 0, 0, 0, 0, 0, 2][then.getUTCDay()] ?? 0; // Sunday, then Saturday
  return new Date(then.getTime() + late * DAY).toISOString().slice(0, 10);
}

/**
 * What the day fields of a blank form say on another day than the one it was drawn for; nothing where that is not over.
 * @param {string} born as 2026-11-22
 * @param {string} today
 * @param {Record<string, string>} values of the fields, as the reader writes days
 * @param {string} language
 * @returns {Record<string, string>}
 */
export function redated(born, today, values, language) {
  if (!born || born >= today) return {};
  const dues = Object.entries(values).filter(([name, value]) => name.endsWith("-due") && iso(value));
  return { day: written(today, language), ...Object.fromEntries(dues.map(([name, value]) => [name, written(moved(iso(value), born, today), language)])) };
}

/** @param {HTMLFormElement} form */
const fieldsOf = (form) => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('input[name="day"], input[name$="-due"]')]);

/**
 * Before anything is kept of it: a form that was not begun is about today.
 * @param {Document} page
 * @param {Date} [now]
 */
export function bringToToday(page, now = new Date()) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (page.querySelectorAll("form[data-born-day]"))) {
    if (location.hash) continue; // begun: its day is what its writer left
    const fields = fieldsOf(form);
    const next = redated(form.dataset.bornDay ?? "", dayOf(now), Object.fromEntries(fields.map(({ name, value }) => [name, value])), page.documentElement.lang);
    for (const field of fields) if (field.name in next) field.value = field.defaultValue = next[field.name] ?? "";
  }
}

/**
 * The heading, the visits and the second form go with the day in the first one.
 * @param {Document} page
 */
export function followDay(page) {
  const field = /** @type {HTMLInputElement | null} */ (page.querySelector("form[data-outbox] input[name=day]"));
  const day = iso(field?.value ?? "");
  if (!field || !day) return;
  const words = new Intl.DateTimeFormat(page.documentElement.lang || "nl", { dateStyle: "full" }).format(new Date(`${day}T12:00`));
  for (const place of page.querySelectorAll("[data-day-words]")) place.textContent = words.charAt(0).toUpperCase() + words.slice(1);
  const second = /** @type {HTMLInputElement | null} */ (page.querySelector("#own-rating input[name=day]"));
  if (second) second.value = field.value;
  const visits = /** @type {HTMLElement | null} */ (page.querySelector("[data-visits-day]"));
  if (!visits) return;
  const isOther = visits.dataset.visitsDay !== day;
  for (const one of /** @type {Iterable<HTMLElement>} */ (/** @type {unknown} */ (visits.children))) {
    if ("otherDay" in one.dataset) one.hidden = !isOther;
    else one.hidden = isOther && !one.querySelector(".ride-tick input:checked"); // what was ticked stays in sight
  }
}

/** @param {Document} page */
export function installDay(page) {
  page.addEventListener("input", ({ target }) => /** @type {HTMLInputElement} */ (target).name === "day" && followDay(page));
  page.addEventListener("htmx:after:swap", () => followDay(page));
  followDay(page);
}
