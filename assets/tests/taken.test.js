import assert from "node:assert/strict";
import { test } from "node:test";
import { contactsOf } from "../scripts/offline/taken.js";

const sheet = (/** @type {string} */ uid, /** @type {string} */ day, /** @type {string} */ at) => ({ path: `/visits/${uid}`, title: `Klant ${uid}, ${day}`, at: 1, about: { customer: `Klant ${uid}`, day, at } });
const report = (/** @type {string} */ uid, /** @type {string} */ day, /** @type {string} */ at) => ({ ...sheet(uid, day, at), path: `/visits/${uid}/report`, title: `Verslag: Klant ${uid}` });

test("a contact is one line with its sheet and its report, the newest day first, by the clock within it", () => {
  const blank = { path: "/visits/report/new", title: "Verslag van een ongepland contact", at: 1 };
  const found = contactsOf([blank, sheet("a", "2026-11-21", ""), report("c", "2026-11-22", "13:00"), sheet("b", "2026-11-22", "09:30"), report("b", "2026-11-22", "09:30")]);
  assert.deepEqual(found.map(({ customer }) => customer), ["Klant b", "Klant c", "Klant a", "Verslag van een ongepland contact"]);
  assert.equal(found[0]?.report?.path, "/visits/b/report");
  assert.equal(found[0]?.sheet?.path, "/visits/b");
  assert.equal(found[1]?.sheet, undefined);
});
