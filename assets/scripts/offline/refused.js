// What the server refused in a form, said as its own page says it: beside the fields, and on top of the form with links.
import { controlsIn } from "./fields.js";
import { piece, say } from "./words.js";

/** @typedef {Record<string, string>} Errors sentences by name of a field */

const TITLE = document.title;

/** @param {Element} control @param {string} id */
const addTo = (control, id) => control.setAttribute("aria-describedby", [...new Set([...tokensOf(control), id])].join(" "));

/** @param {Element} control */
const tokensOf = (control) => (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);

/** @param {Element} control @param {string} id */
function takeFrom(control, id) {
  const left = tokensOf(control).filter((one) => one !== id); // its hint stays
  if (left.length) control.setAttribute("aria-describedby", left.join(" "));
  else control.removeAttribute("aria-describedby");
  control.removeAttribute("aria-invalid");
}

/** Nothing that has to be put right stays folded away. @param {import("./fields.js").Control} control */
function unfold(control) {
  for (let at = control.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
  const shut = control.closest("[hidden]"); // a row that was only shown; a form that is covered stays so
  if (shut !== control.form && control.form?.contains(shut)) shut?.removeAttribute("hidden");
  const all = /** @type {HTMLInputElement | null} */ (control.closest(".criteria")?.querySelector(".criteria-all") ?? null);
  if (all && !control.getClientRects().length) all.checked = true;
}

/** @param {HTMLFormElement} form @param {string} name */
function placeOf(form, name) {
  const controls = controlsIn(form).filter((one) => one.name === name);
  const isGroup = ["radio", "checkbox"].includes(controls[0]?.type ?? "");
  const place = (isGroup && controls[0]?.closest("fieldset")) || controls[0]?.closest(".ds-field, label, fieldset");
  return { controls, place };
}

/**
 * Say beside each field what has to be put right.
 * @param {HTMLFormElement} form
 * @param {Errors} errors
 */
export function showErrors(form, errors) {
  for (const old of form.querySelectorAll("[data-from-device]")) {
    for (const control of form.querySelectorAll(`[aria-describedby~="${old.id}"]`)) takeFrom(control, old.id);
    old.remove();
  }
  for (const [name, sentence] of Object.entries(errors)) {
    const { controls, place } = placeOf(form, name);
    if (!controls[0] || !place) continue;
    const words = Object.assign(document.createElement("p"), { className: "ds-validation-message", id: `${form.id}-${name}-refused`, textContent: sentence });
    words.dataset.field = "validation";
    words.dataset.fromDevice = "";
    const above = form.querySelector(`[data-errors~="${name}"]`); // of choices that stand far apart
    if (above) above.after(words);
    else place.append(words);
    unfold(controls[0]);
    for (const control of controls) {
      control.setAttribute("aria-invalid", "true");
      addTo(control, words.id);
    }
  }
}

/** @param {HTMLFormElement} form */
const summaryOf = (form) => /** @type {HTMLElement | null} */ (form.querySelector("[data-refused]"));

/** @param {HTMLFormElement} form @param {string} name @param {string} sentence */
function item(form, name, sentence) {
  const made = document.createElement("li");
  const { controls, place } = placeOf(form, name);
  const [control] = controls;
  if (!control) return Object.assign(made, { textContent: sentence });
  const criterion = name.startsWith("score-") ? place?.querySelector("legend")?.dataset.group : "";
  const target = control.id || place?.id || "";
  const link = Object.assign(document.createElement("a"), { href: `#${target}`, textContent: criterion ? `${criterion}: ${sentence}` : sentence });
  link.addEventListener("click", (event) => {
    event.preventDefault(); // what was born here has its name in the address
    unfold(control);
    control.focus();
    control.scrollIntoView({ block: "center" });
  });
  made.append(link);
  return made;
}

/**
 * Say on top of the form what has to be put right. It stays while the person does so.
 * @param {HTMLFormElement} form
 * @param {Errors} errors
 * @param {string} summary what is wrong where no field is named
 * @returns {Promise<HTMLElement | null>} to be looked at next
 */
export async function showSummary(form, errors, summary) {
  const made = await piece("device-refused");
  if (!made) return null; // a page of words of before
  const items = Object.entries(errors).map(([name, sentence]) => item(form, name, sentence));
  made.querySelector("ul")?.append(...(items.length ? items : [Object.assign(document.createElement("li"), { textContent: summary })]));
  document.querySelector(".ds-error-summary#errors")?.remove(); // as the server drew it earlier
  summaryOf(form)?.remove();
  form.prepend(made);
  const error = `${await say("error")}: `;
  document.title = error + titleOf().replace(error, "");
  return made;
}

/** @param {HTMLFormElement} form */
export function dropSummary(form) {
  if (!summaryOf(form)) return;
  summaryOf(form)?.remove();
  document.title = titleOf();
}

/** What the page is called, refused or not. */
export const titleOf = () => TITLE;
