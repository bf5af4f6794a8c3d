// The panel for a form that was changed in two places: only fields that both changed, this device's text first.
import { piece } from "./words.js";

/** @typedef {import("./draft.js").Draft} Draft */

/**
 * @param {Draft} draft
 * @param {string} name
 * @param {string} value
 */
const shown = (draft, name, value) => (value && draft.labels[`${name}=${value}`]) || (value === "on" ? "✓" : value || "–");

/**
 * @param {Draft} draft in conflict
 * @param {(picks: Record<string, string>) => void} done
 * @returns {Promise<HTMLElement | null>}
 */
export async function panelOf(draft, done) {
  const panel = await piece("device-choose");
  const pattern = /** @type {HTMLElement | null} */ (panel?.querySelector("[data-field]"));
  if (!panel || !pattern) return null;
  const rows = draft.asked.map((asked, number) => row(pattern, draft, asked, number));
  pattern.replaceWith(...rows.map(({ element }) => element));
  panel.querySelector("[data-done]")?.addEventListener("click", () => done(Object.fromEntries(rows.map(({ name, value }) => [name, value()]))));
  return panel;
}

/**
 * @param {HTMLElement} pattern
 * @param {Draft} draft
 * @param {import("./draft.js").Asked} asked
 * @param {number} number
 */
function row(pattern, draft, { name, mine, theirs }, number) {
  const element = /** @type {HTMLElement} */ (pattern.cloneNode(true));
  const find = (/** @type {string} */ what) => /** @type {HTMLElement} */ (element.querySelector(what));
  const legend = find("legend");
  legend.textContent = draft.labels[name] ?? name;
  const [here, there] = /** @type {NodeListOf<HTMLInputElement>} */ (element.querySelectorAll("input[type=radio]"));
  element.querySelectorAll("input[type=radio]").forEach((radio, side) => {
    radio.setAttribute("name", `device-choice-${number}`);
    radio.id = `device-choice-${number}-${side}`;
    radio.nextElementSibling?.setAttribute("for", radio.id);
  });
  const isText = !(name in draft.choices) && !name.includes("=") && !(`${name}=${mine}` in draft.labels);
  const field = /** @type {HTMLTextAreaElement} */ (find("textarea"));
  field.value = mine;
  field.hidden = !isText;
  field.setAttribute("aria-label", legend.textContent);
  find("[data-mine]").textContent = isText ? "" : shown(draft, name, mine);
  find("[data-theirs]").textContent = shown(draft, name, theirs);
  element.addEventListener("change", ({ target }) => {
    if (target !== field) field.value = there?.checked ? theirs : mine;
  });
  return { element, name, value: () => (isText ? field.value : there?.checked ? theirs : mine) };
}
