// Moving an item up or down keeps the focus on the button that moved it; Alt with an arrow presses that button.
import { whenHtmx } from "./htmx.js";

const ITEM = "[data-reorder-item]";

/** @type {{item: string, way: string} | null} */
let moved = null;

/**
 * @param {Element} item
 * @param {string} way up | down
 */
function buttonOf(item, way) {
  return /** @type {HTMLButtonElement | null} */ (item.querySelector(`button[name="move"][value="${way}"]:not(:disabled)`));
}

export function installReorder() {
  document.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const item = way && event.altKey && /** @type {Element} */ (event.target).closest(ITEM);
    const button = item && buttonOf(item, way);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  whenHtmx("htmx:before:request", ({ sourceElement, request }) => {
    const pressed = /** @type {Element} */ (request.submitter ?? sourceElement);
    const button = pressed.closest('button[name="move"]');
    const item = button?.closest(ITEM);
    moved = item ? { item: item.id, way: button?.getAttribute("value") ?? "" } : null;
  });
  whenHtmx("htmx:after:swap", () => {
    const item = moved && document.getElementById(moved.item);
    if (!moved || !item) return;
    (buttonOf(item, moved.way) ?? buttonOf(item, moved.way === "up" ? "down" : "up"))?.focus();
    moved = null;
  });
}
