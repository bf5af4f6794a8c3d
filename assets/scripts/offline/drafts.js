// The drafts of one person, sealed. Every change is read, made and written as one, also between windows.
import { isUnsent, renewed } from "./draft.js";
import { open, seal } from "./safe.js";
import { all, get, put, remove } from "./store.js";

/** @typedef {import("./draft.js").Draft} Draft */

const KEEP_RECEIVED = 14 * 86_400_000;

/** @param {number} person @param {string} subject */
const labelOf = (person, subject) => `draft/${person}/${subject}`;

export class Drafts {
  /**
   * @param {{person: number, key: CryptoKey}} held
   * @param {(draft: Draft) => void} changed told of every change made here
   */
  constructor({ person, key }, changed = () => {}) {
    this.person = person;
    this.key = key;
    this.changed = changed;
  }

  /**
   * @param {any} row
   * @returns {Promise<Draft | null>} null for a row that this key does not open
   */
  async read(row) {
    if (!row || row.person !== this.person) return null;
    const found = await open(this.key, labelOf(row.person, row.subject), row.box).catch(() => null);
    return found && renewed(found);
  }

  /** @param {string} subject */
  async find(subject) {
    return this.read(await get("drafts", [this.person, subject]));
  }

  /** @param {Draft} draft */
  async keep(draft) {
    const { person, subject, since, received } = draft;
    const box = await seal(this.key, labelOf(person, subject), draft);
    await put("drafts", { person, subject, unsent: isUnsent(draft) ? 1 : 0, since, received, box });
    this.changed(draft);
  }

  /**
   * @param {string} subject
   * @param {(draft: Draft) => Draft} step
   * @param {() => Draft} [first] makes the draft when there is none
   * @returns {Promise<Draft | null>} as it is now
   */
  change(subject, step, first) {
    return navigator.locks.request(labelOf(this.person, subject), async () => {
      const before = (await this.find(subject)) ?? first?.() ?? null;
      if (!before) return null;
      const after = step(before);
      if (after !== before) await this.keep(after);
      return after;
    });
  }

  /** Everything of this person, the oldest first; what arrived long ago is thrown away. */
  async list(now = Date.now()) {
    /** @type {Draft[]} */
    const found = [];
    for (const row of await all("drafts")) {
      if (row.person !== this.person) continue;
      if (!row.unsent && row.received < now - KEEP_RECEIVED) await remove("drafts", [row.person, row.subject]);
      else {
        const draft = await this.read(row);
        if (draft) found.push(draft);
      }
    }
    return found.sort((one, other) => (one.since ?? 0) - (other.since ?? 0));
  }

  async unsent() {
    return (await this.list()).filter(isUnsent);
  }
}
