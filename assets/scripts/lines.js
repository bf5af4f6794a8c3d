// A table of fields is walked like a spreadsheet: Enter and the arrows go to the same column of another row.
import { whenHtmx } from "./htmx.js";

const FIELD = "[data-lines] :is(input, select)";
const STEPS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };

/** @param {KeyboardEvent} event */
function walk(event) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
  if (!step || event.isComposing || event.altKey || !field.matches?.(FIELD)) return;
  if (event.key !== "Enter" && field.tagName === "SELECT") return; // there the arrows choose
  const cell = /** @type {HTMLTableCellElement} */ (field.closest("td, th"));
  let row = cell.closest("tr");
  event.preventDefault();
  do row = /** @type {HTMLTableRowElement | null} */ (step > 0 ? row?.nextElementSibling : row?.previousElementSibling);
  while (row && !row.dataset.autosave);
  const next = /** @type {HTMLInputElement | null | undefined} */ (row?.cells[cell.cellIndex]?.querySelector("input:not([type=hidden]), select"));
  if (!next) field.blur(); // the last one: saves it
  else {
    next.focus();
    if (next.tagName === "INPUT" && next.type !== "checkbox") next.select();
  }
}

/** The box in the head of the table ticks every row; it is there only with a script. */
function tickAll() {
  for (const box of document.querySelectorAll("[data-tick-all]")) box.removeAttribute("hidden");
}

export function installLines() {
  tickAll();
  whenHtmx("htmx:after:swap", tickAll);
  document.addEventListener("keydown", walk);
  document.addEventListener("change", (event) => {
    const all = /** @type {HTMLInputElement} */ (event.target);
    if (!all.matches?.("[data-tick-all]")) return;
    for (const box of all.closest("table")?.querySelectorAll("tbody input[type=checkbox]") ?? [])
      /** @type {HTMLInputElement} */ (box).checked = all.checked;
  });
}
