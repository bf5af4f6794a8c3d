// What stands in a form that works without a network: as the server drew it, what its fields are called, what they say.
const UNTYPED = new Set(["hidden", "file", "submit", "button", "reset", "fieldset", "output"]);

/** @typedef {HTMLInputElement & {options?: HTMLOptionsCollection}} Control */
/** @typedef {import("./merge.js").Values} Values */

/**
 * @param {HTMLFormElement} form
 * @returns {Control[]}
 */
export const controlsIn = (form) => /** @type {Control[]} */ (/** @type {unknown} */ ([...form.elements])).filter(({ name, type }) => name && !UNTYPED.has(type));

/** @param {Control} control */
const isToggle = ({ type }) => type === "checkbox" || type === "radio";

/** @param {Control} control */
const keyOf = (control) => (isToggle(control) ? `${control.name}=${control.value}` : control.name);

/** @param {Control} control */
function drawn(control) {
  if (isToggle(control)) return control.defaultChecked ? "on" : "";
  if (!control.options) return control.defaultValue;
  const options = [...control.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

/**
 * The values as the server drew them, whatever the browser put back since.
 * @param {HTMLFormElement} form
 * @returns {Values}
 */
export const drawnIn = (form) => Object.fromEntries(controlsIn(form).map((control) => [keyOf(control), drawn(control)]));

/**
 * The values as they stand now.
 * @param {HTMLFormElement} form
 * @returns {Values}
 */
export const typedIn = (form) => Object.fromEntries(controlsIn(form).map((control) => [keyOf(control), isToggle(control) ? (control.checked ? "on" : "") : control.value]));

/**
 * @param {HTMLFormElement} form
 * @param {Values} values
 */
export function fillIn(form, values) {
  for (const control of controlsIn(form)) {
    const value = values[keyOf(control)];
    if (value === undefined) continue;
    if (isToggle(control)) control.checked = value === "on";
    else if (control.value !== value) control.value = value;
  }
}

/** @param {Element | null | undefined} element */
const text = (element) => element?.textContent?.replace(/\s+/g, " ").trim() ?? "";

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>} per key, and per name of a group of choices
 */
export function labelsIn(form) {
  /** @type {Record<string, string>} */
  const labels = {};
  const controls = controlsIn(form);
  const own = controls.map((control) => text(control.labels?.[0]) || control.getAttribute("aria-label") || control.name);
  for (const [number, control] of controls.entries()) {
    const legend = control.closest("fieldset")?.querySelector("legend");
    const [label, group] = [own[number] ?? "", control.dataset.group ?? legend?.dataset.group ?? text(legend)]; // what stands there also for the eye is no part of a name
    const isOne = isToggle(control) || !group || own.indexOf(label) === own.lastIndexOf(label);
    labels[keyOf(control)] = isOne ? label : `${group}: ${label}`; // eighteen observations, each under its criterion
    if (isToggle(control)) labels[control.name] ??= group || control.name;
    for (const option of [...(control.options ?? [])]) labels[`${control.name}=${option.value}`] = text(option);
  }
  return labels;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, string[]>}
 */
export function choicesIn(form) {
  /** @type {Record<string, string[]>} */
  const choices = {};
  for (const { type, name, value } of controlsIn(form)) if (type === "radio") (choices[name] ??= []).push(value);
  return choices;
}

/**
 * What something born on this device is about, out of the fields with these names.
 * @param {HTMLFormElement} form
 * @param {string[]} names
 * @returns {Values}
 */
export function aboutIn(form, names) {
  const given = new FormData(form);
  return Object.fromEntries(names.map((name) => [name, String(given.get(name) ?? "")]));
}
