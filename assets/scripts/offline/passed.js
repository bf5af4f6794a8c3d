// One tablet, two people: a note on the device says that it was passed to the second one, and which page covers all
// others of the first until it is given back. The worker and the pages share these lines.
import { held } from "./holder.js";
import { get, put, remove } from "./store.js";

const NOTE = "passed";

/** @typedef {{person: number, path: string, page: string}} Passed whose device it is; the page that covers, and its address with the uid of what was born there */

/** @returns {Promise<Passed | null>} null as well when somebody else is signed in here now */
export async function passed() {
  const note = await get("notes", NOTE);
  return note && (await held())?.person === note.person ? note : null;
}

/** @param {Passed} note */
export const pass = (note) => put("notes", { ...note, id: NOTE });

export const giveBack = () => remove("notes", NOTE);
