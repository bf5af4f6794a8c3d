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
  while (row && (!row.dataset.autosave || row.hidden));
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

/** The fields that the sentences of their rows name are marked, and no others. */
function markWrong() {
  const wrong = new Set([...document.querySelectorAll("[data-lines] [data-wrong]")].map((one) => /** @type {HTMLElement} */ (one).dataset.wrong));
  for (const field of document.querySelectorAll("[data-lines] [aria-invalid]"))
    if (!wrong.has(/** @type {HTMLInputElement} */ (field).name)) field.removeAttribute("aria-invalid");
  for (const name of wrong) document.querySelector(`[data-lines] [name="${name}"]`)?.setAttribute("aria-invalid", "true");
}

/**
 * Only the rows whose customer holds what is typed are shown.
 * @param {HTMLInputElement} box
 */
function filter(box) {
  const wanted = box.value.trim().toLowerCase();
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-lines] tbody tr[data-autosave]")))
    row.hidden = !(row.querySelector("th")?.firstChild?.textContent ?? "").toLowerCase().includes(wanted);
}

function showFilter() {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-filter-lines]"));
  box?.closest("[hidden]")?.removeAttribute("hidden");
  if (box?.value) filter(box);
}

export function installLines() {
  const drawn = () => (tickAll(), markWrong(), showFilter());
  drawn();
  whenHtmx("htmx:after:swap", drawn);
  document.addEventListener("input", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.matches?.("[data-filter-lines]")) filter(box);
  });
  document.addEventListener("keydown", walk);
  document.addEventListener("change", (event) => {
    const all = /** @type {HTMLInputElement} */ (event.target);
    if (!all.matches?.("[data-tick-all]")) return;
    for (const box of all.closest("table")?.querySelectorAll("tbody input[type=checkbox]") ?? [])
      if (!box.closest("tr")?.hidden) /** @type {HTMLInputElement} */ (box).checked = all.checked;
  });
}
