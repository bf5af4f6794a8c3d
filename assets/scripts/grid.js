// A table of cells that one walks with the arrows: one stop for the Tab key, Enter or Space presses the cell (APG grid).
import { step } from "./cells.js";
import { whenHtmx } from "./htmx.js";

const CELL = "[data-grid] [data-cell]";

/** @param {Element} grid */
function cellsOf(grid) {
  return [...grid.querySelectorAll("tbody tr")]
    .map((row) => /** @type {HTMLElement[]} */ ([...row.querySelectorAll("[data-cell]")]))
    .filter((cells) => cells.length);
}

/**
 * The cell that the Tab key stops at.
 * @param {HTMLElement} cell
 */
function stopAt(cell) {
  for (const each of cell.closest("[data-grid]")?.querySelectorAll("[data-cell]") ?? [])
    /** @type {HTMLElement} */ (each).tabIndex = each === cell ? 0 : -1;
}

function rove() {
  for (const grid of document.querySelectorAll("[data-grid]")) {
    const cells = cellsOf(grid).flat();
    const stop = cells.find((cell) => cell === document.activeElement || cell.getAttribute("tabindex") === "0") ?? cells[0];
    grid.setAttribute("role", "grid");
    if (stop) stopAt(stop);
  }
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const cell = /** @type {HTMLElement} */ (event.target);
  if (event.altKey || event.metaKey || event.shiftKey || !cell.matches?.(CELL)) return;
  const rows = cellsOf(/** @type {Element} */ (cell.closest("[data-grid]")));
  const row = rows.findIndex((cells) => cells.includes(cell));
  const to = step(event.key, event.ctrlKey, [row, rows[row].indexOf(cell)], rows.map((cells) => cells.length));
  if (!to) return;
  event.preventDefault();
  rows[to[0]][to[1]].focus();
}

export function installGrids() {
  rove();
  whenHtmx("htmx:after:swap", rove);
  document.addEventListener("keydown", walk);
  document.addEventListener("focusin", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target);
    if (cell.matches?.(CELL)) stopAt(cell);
  });
}
