// After a swap the focus goes where the work goes on: to [data-focus], else to the error summary (autofocus, which htmx obeys).
import { whenHtmx } from "./htmx.js";

/** @param {Element | null} element */
function isField(element) {
  return element !== null && element.matches("textarea, select, input");
}

function place() {
  const wanted = /** @type {HTMLElement | null} */ (document.querySelector("[data-focus]"));
  if (!wanted) return;
  wanted.removeAttribute("data-focus");
  if (isField(document.activeElement) && !isField(wanted)) return; // a late answer never takes somebody out of a field
  if (wanted.tabIndex < 0 && !wanted.hasAttribute("tabindex")) wanted.tabIndex = -1;
  wanted.focus({ preventScroll: wanted.closest(".actions") !== null }); // the bar is always in sight
}

export function installFocus() {
  place();
  whenHtmx("htmx:after:swap", place);
}
