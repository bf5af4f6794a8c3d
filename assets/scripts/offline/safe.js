// Seals what the device keeps: AES-GCM with a key that only the server gives, to its owner, while signed in. The label
// (whose, what) is bound to the text, so that nothing can be moved to another place in the store.

/** @typedef {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} Box */

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/**
 * A key that scripts can use but never read.
 * @param {string} base64 of 32 bytes
 * @returns {Promise<CryptoKey>}
 */
export function keyOf(base64) {
  const raw = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/**
 * @param {CryptoKey} key
 * @param {string} label
 * @param {unknown} value anything that JSON can hold
 * @returns {Promise<Box>}
 */
export async function seal(key, label, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(label) }, key, bytes(JSON.stringify(value)));
  return { iv, data };
}

/**
 * @param {CryptoKey} key
 * @param {string} label
 * @param {Box} box
 * @returns {Promise<any>} rejected for another key, another label, or a box that was altered
 */
export async function open(key, label, { iv, data }) {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bytes(label) }, key, data);
  return JSON.parse(new TextDecoder().decode(text));
}
