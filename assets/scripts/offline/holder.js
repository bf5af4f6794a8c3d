// The key of the person who is signed in on this device. It is here while they are, and gone at sign-out, when somebody
// else signs in, and after twelve hours without use; then what they wrote stays, and nobody can read it.
import { get, put, remove } from "./store.js";

const IDLE = 12 * 3600 * 1000;
const RENEW = 60 * 1000;

/** @typedef {{id: "current", person: number, key: CryptoKey, used: number}} Held */

/**
 * Whose key this device holds now; null when there is none or it lay unused for too long.
 * @param {number} [now]
 * @returns {Promise<Held | null>}
 */
export async function held(now = Date.now()) {
  const found = /** @type {Held | undefined} */ (await get("keys", "current"));
  if (!found) return null;
  if (now - found.used > IDLE) {
    await forget();
    return null;
  }
  return found;
}

/**
 * @param {number} person
 * @param {CryptoKey} key
 * @param {number} [now]
 */
export const hold = (person, key, now = Date.now()) => put("keys", { id: "current", person, key, used: now });

export const forget = () => remove("keys", "current");

/**
 * The person did something: the twelve hours begin anew.
 * @param {Held} found
 * @param {number} [now]
 */
export async function touch(found, now = Date.now()) {
  if (now - found.used > RENEW && (await held(now))?.person === found.person) await hold(found.person, found.key, now);
}
