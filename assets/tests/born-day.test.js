import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, moved, redated } from "../scripts/offline/born-day.js";

test("a form taken along on Sunday and opened on Monday is about Monday, as the reader writes it", () => {
  assert.deepEqual(redated("2026-11-22", "2026-11-23", { day: "22-11-2026" }, "nl"), { day: "23-11-2026" });
  assert.deepEqual(redated("2026-11-22", "2026-11-23", { day: "22.11.2026" }, "nb"), { day: "23.11.2026" });
});

test("a form of today or of a day to come keeps its day, also when the clock of the device runs behind", () => {
  assert.deepEqual(redated("2026-11-23", "2026-11-23", { day: "23-11-2026" }, "nl"), {});
  assert.deepEqual(redated("2026-11-24", "2026-11-23", { day: "24-11-2026" }, "nl"), {});
  assert.deepEqual(redated("", "2026-11-23", { day: "24-11-2026" }, "nl"), {});
});

test("by when a promise is due moves along, never to a weekend, and an empty one stays empty", () => {
  const found = redated("2026-11-20", "2026-11-22", { "promise-1-due": "26-11-2026", "complaint-1-due": "", "promise-1-what": "x" }, "nl");
  assert.deepEqual(found, { day: "22-11-2026", "promise-1-due": "30-11-2026" });
  assert.equal(moved("2026-12-30", "2026-12-31", "2027-01-01"), "2026-12-31");
  assert.equal(moved("2026-11-21", "2026-11-22", "2026-11-23"), "2026-11-23");
});

test("the day is the one where the device is", () => {
  assert.equal(dayOf(new Date(2026, 0, 5, 23, 59)), "2026-01-05");
});
