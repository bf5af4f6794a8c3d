// Forms with data-keep hold what was typed in this tab until they are sent: a decision with its reasons and requests
// survives a reload, another page and an ended session. Their fields may stand all over the page (form="…").
import { fieldsOf, fillIn, keeper } from "./autosave.js";
import { whenHtmx } from "./htmx.js";

const FORM = "form[data-keep]";

/** @param {HTMLFormElement} form */
const keyOf = (form) => form.dataset.keep ?? "";

/**
 * What is worth keeping: text and choices, not a form as it came.
 * @param {Record<string, string>} fields
 */
const typed = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));

/** Put back what an earlier visit left behind, in fields that are still empty. */
function restore() {
  for (const found of document.querySelectorAll(FORM)) {
    const form = /** @type {HTMLFormElement} */ (found);
    const copy = keeper.find(keyOf(form));
    if (!copy || form.dataset.restored) continue;
    form.dataset.restored = "1";
    const now = typed(fieldsOf(form));
    fillIn(form, Object.fromEntries(Object.entries(copy.fields).filter(([name]) => !(name in now))));
    for (const field of form.elements) {
      const inside = /** @type {HTMLTextAreaElement} */ (field).value ? field.closest("details") : null;
      if (inside) inside.open = true;
    }
  }
}

export function installKept() {
  restore();
  document.addEventListener("input", (event) => {
    const form = /** @type {HTMLTextAreaElement} */ (event.target).form;
    if (form?.matches(FORM)) keeper.keep(keyOf(form), typed(fieldsOf(form)));
  });
  whenHtmx("htmx:after:request", ({ response, sourceElement }) => {
    const form = /** @type {HTMLFormElement | null} */ (sourceElement?.closest?.(FORM));
    const status = response?.status ?? 0;
    if (form && status >= 200 && status < 300) keeper.drop(keyOf(form));
  });
  whenHtmx("htmx:after:swap", restore);
}
