// Two devices changed one form. Per field: who changed it since both had the same text? Only what both changed is asked.

/** @typedef {Record<string, string>} Values flat: name, or name=value for a tick box or radio ("on" or "") */
/** @typedef {Record<string, string[]>} Choices the names of radio groups with their values: one answer, not several */
/** @typedef {{name: string, mine: string, theirs: string}} Asked */

/** @param {string | undefined} text */
const plain = (text) => (text ?? "").replace(/\r\n?/g, "\n");

/**
 * Radio groups as one value each.
 * @param {Values} values
 * @param {Choices} choices
 * @returns {Values}
 */
export function gather(values, choices) {
  const gathered = { ...values };
  for (const [name, options] of Object.entries(choices)) {
    if (!options.some((option) => `${name}=${option}` in gathered)) continue;
    const chosen = options.find((option) => gathered[`${name}=${option}`]);
    for (const option of options) delete gathered[`${name}=${option}`];
    gathered[name] = chosen ?? "";
  }
  return gathered;
}

/**
 * The other way round.
 * @param {Values} gathered
 * @param {Choices} choices
 * @returns {Values}
 */
export function scatter(gathered, choices) {
  const values = { ...gathered };
  for (const [name, options] of Object.entries(choices)) {
    if (!(name in values)) continue;
    for (const option of options) values[`${name}=${option}`] = values[name] === option ? "on" : "";
    delete values[name];
  }
  return values;
}

/**
 * @param {Values} one
 * @param {Values} other
 * @returns {boolean} what is absent counts as empty
 */
export function equal(one, other) {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => plain(one[name]) === plain(other[name]));
}

/**
 * @param {Values} base what both started from
 * @param {Values} mine
 * @param {Values} theirs
 * @param {Choices} [choices]
 * @returns {{values: Values, asked: Asked[]}} `values` holds mine where it must be asked
 */
export function merge(base, mine, theirs, choices = {}) {
  const [b, m, t] = [base, mine, theirs].map((values) => gather(values, choices));
  /** @type {Values} */
  const values = {};
  /** @type {Asked[]} */
  const asked = [];
  for (const name of new Set([...Object.keys(m ?? {}), ...Object.keys(t ?? {})])) {
    const [was, here, there] = [plain(b?.[name]), plain(m?.[name]), plain(t?.[name])];
    const ours = here.trim() === there.trim() || (here !== was && there.trim() === was.trim()); // the server trims what it stores
    values[name] = ours || here !== was ? here : there;
    if (!ours && here !== was) asked.push({ name, mine: here, theirs: there });
  }
  return { values: scatter(values, choices), asked };
}
