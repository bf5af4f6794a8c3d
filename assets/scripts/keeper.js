// The copy of unsaved text in this tab, per person and form. It is removed as soon as the server has the text.

/**
 * @typedef {{time: number, fields: Record<string, string>}} Copy
 */

export class Keeper {
  /**
   * @param {Storage} storage
   * @param {string} person
   * @param {() => number} [now]
   */
  constructor(storage, person, now = Date.now) {
    this.storage = storage;
    this.prefix = `unsaved/${person}/`;
    this.now = now;
  }

  /**
   * @param {string} form
   * @param {Record<string, string>} fields
   */
  keep(form, fields) {
    try {
      this.storage.setItem(this.prefix + form, JSON.stringify({ time: this.now(), fields }));
    } catch {
      // A full or forbidden storage must not stop the person from typing; the server still gets the text.
    }
  }

  /**
   * @param {string} form
   * @returns {Copy | null}
   */
  find(form) {
    try {
      return JSON.parse(this.storage.getItem(this.prefix + form) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} form */
  drop(form) {
    this.storage.removeItem(this.prefix + form);
  }

  /** Everything of everybody: at sign-out. */
  clear() {
    for (const key of Object.keys(this.storage)) if (key.startsWith("unsaved/")) this.storage.removeItem(key);
  }
}
