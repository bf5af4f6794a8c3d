// The same criteria for the second person: the page says each of them once, and this puts them in the form of whom the
// tablet is passed to, asked to them and with nothing chosen. Without this script nothing can be passed.

/** @param {HTMLElement} row a criterion */
function ask(row) {
  row.classList.toggle("is-picked", row.querySelector(".criterion-pick [checked]") !== null);
  for (const one of row.querySelectorAll(".criterion-pick, .criterion-focus, .ds-validation-message")) one.remove();
  row.removeAttribute("aria-describedby");
  row.id = `own-${row.id}`;
  const question = /** @type {HTMLElement} */ (row.querySelector("[data-asks]"));
  question.textContent = question.dataset.asks ?? "";
  question.lang = question.dataset.lang ?? "";
  if (!question.lang) question.removeAttribute("lang");
  for (const label of row.querySelectorAll("label")) if (label.htmlFor) label.htmlFor = `own-${label.htmlFor}`;
  for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (row.querySelectorAll("input, textarea"))) {
    if (control.id) control.id = `own-${control.id}`;
    control.removeAttribute("aria-invalid");
    if (control.type === "radio") control.checked = control.defaultChecked = false;
    else control.value = control.defaultValue = "";
  }
}

/** @param {HTMLElement} page where the criteria of one form stand for another one too */
export function askTheSecond(page) {
  for (const place of page.querySelectorAll("[data-criteria-of]")) {
    const theirs = page.querySelector(`#${place.getAttribute("data-criteria-of")} .criteria`);
    if (!theirs) continue;
    const mine = /** @type {HTMLElement} */ (theirs.cloneNode(true));
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (mine.querySelectorAll(".criterion"))) ask(row);
    for (const one of mine.querySelectorAll(".question-bank")) one.remove(); // for the coach to ask
    const toggle = /** @type {HTMLInputElement} */ (mine.querySelector(".criteria-all"));
    toggle.checked = false;
    if (!mine.querySelector(".is-picked")) {
      mine.classList.add("is-all");
      toggle.closest("label")?.remove();
    }
    place.replaceWith(mine);
  }
}
