// The button beside a day opens the browser's calendar and writes the chosen day as the reader writes it.
const MARK = { nl: "-", nb: ".", en: "/" };

/**
 * @param {string} iso 2026-03-05
 * @param {string} language
 */
export function written(iso, language) {
  const mark = MARK[/** @type {keyof typeof MARK} */ (language)] ?? "-";
  return iso.split("-").reverse().join(mark);
}

/**
 * @param {string} typed
 * @returns {string} 2026-03-05, or nothing when it is no day
 */
export function iso(typed) {
  const [, day, month, year] = /^\s*(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})\s*$/.exec(typed) ?? [];
  return year && month && day ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
}

/** @param {HTMLElement} button */
function pick(button) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.pickDay ?? ""));
  if (!field) return;
  const calendar = document.createElement("input");
  calendar.type = "date";
  calendar.className = "day-calendar";
  calendar.tabIndex = -1;
  calendar.ariaHidden = "true";
  calendar.value = iso(field.value);
  calendar.addEventListener("change", () => {
    field.value = written(calendar.value, document.documentElement.lang);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  calendar.addEventListener("blur", () => calendar.remove());
  button.after(calendar);
  calendar.showPicker();
}

function show() {
  for (const button of document.querySelectorAll("[data-pick-day][hidden]")) button.removeAttribute("hidden");
}

export function installDays() {
  show();
  document.addEventListener("htmx:after:swap", show);
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest?.("[data-pick-day]");
    if (button) pick(/** @type {HTMLElement} */ (button));
  });
}
