// What was taken along, as /offline lists it: under its day a line for each contact with its sheet and its report, and
// one for each other form by its title.
import { link } from "./line.js";
import { when } from "./words.js";

/** @typedef {{path: string, title: string, at: number, about?: import("./pages.js").About}} Kept */
/** @typedef {{day: string, time: string, customer: string, sheet?: Kept, report?: Kept, title?: string}} Contact */

/**
 * The pages of one contact together; the newest day first, within a day by the clock. What is about no contact comes last.
 * @param {Kept[]} pages
 * @returns {Contact[]}
 */
export function contactsOf(pages) {
  /** @type {Map<string, Contact>} */
  const found = new Map();
  for (const page of pages) {
    const isOfContact = page.about !== undefined && page.path.startsWith("/visits/");
    const isReport = isOfContact && page.path.endsWith("/report");
    const address = isReport ? page.path.replace(/\/report$/, "") : page.path;
    const { day = "", at: time = "" } = page.about ?? {};
    const customer = (isOfContact && page.about?.customer) || page.title;
    const before = found.get(address) ?? { day, time, customer };
    found.set(address, { ...before, [isReport ? "report" : "sheet"]: page });
  }
  return [...found.values()].sort((one, other) => other.day.localeCompare(one.day) || one.time.localeCompare(other.time) || one.customer.localeCompare(other.customer));
}

/** @param {string} day as 2026-11-22 */
function nameOf(day) {
  const words = new Intl.DateTimeFormat(document.documentElement.lang || "nl", { weekday: "long", day: "numeric", month: "long" }).format(new Date(`${day}T12:00`));
  return words[0]?.toUpperCase() + words.slice(1);
}

/** @param {Contact} contact @param {string} reportWords */
function lineOf({ time, customer, sheet, report }, reportWords) {
  const made = document.createElement("li");
  made.append(time ? `${time} ` : "", sheet ? link(customer, sheet.path) : customer);
  if (report) {
    const toReport = link(reportWords, report.path);
    toReport.setAttribute("aria-label", report.title);
    made.append(" · ", toReport);
  }
  const age = Object.assign(document.createElement("span"), { className: "muted small", textContent: when(Math.min(...[sheet, report].map((page) => page?.at ?? Infinity))) });
  made.append(" ", age);
  return made;
}

/**
 * @param {Kept[]} pages
 * @param {string} reportWords what the link to a report is called
 * @returns {HTMLElement[]} a heading and a list for each day
 */
export function takenRows(pages, reportWords) {
  /** @type {HTMLElement[]} */
  const parts = [];
  /** @type {string | undefined} */
  let last;
  for (const contact of contactsOf(pages)) {
    if (contact.day !== last) {
      if (contact.day) parts.push(Object.assign(document.createElement("h3"), { textContent: nameOf(contact.day) }));
      parts.push(Object.assign(document.createElement("ul"), { className: "bullets" }));
      last = contact.day;
    }
    parts.at(-1)?.append(lineOf(contact, reportWords));
  }
  return parts;
}
