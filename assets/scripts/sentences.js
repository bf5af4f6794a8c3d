// What the scripts say stands in the page, in the reader's language (layouts/_sentences.html).

/**
 * The sentence for a key, with {values} filled in; empty where the page carries none.
 * @param {string} key as in the data- attribute, in camelCase
 * @param {Record<string, string>} [values]
 */
export function sentence(key, values = {}) {
  const found = document.getElementById("sentences")?.dataset[key] ?? "";
  return fill(found, values);
}

/**
 * @param {string} text
 * @param {Record<string, string>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * The hour and minute as the reader writes them.
 * @param {number} moment milliseconds
 */
export function clock(moment) {
  return new Intl.DateTimeFormat(document.documentElement.lang || "nl", { hour: "2-digit", minute: "2-digit" }).format(moment);
}
