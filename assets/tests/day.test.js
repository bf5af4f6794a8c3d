import assert from "node:assert/strict";
import { test } from "node:test";
import { iso, written } from "../scripts/day.js";

test("a chosen day is written as the reader writes it", () => {
  assert.equal(written("2026-03-05", "nl"), "05-03-2026");
  assert.equal(written("2026-03-05", "nb"), "05.03.2026");
  assert.equal(written("2026-03-05", "en"), "05/03/2026");
});

test("a typed day opens the calendar where it lies; nonsense opens it at today", () => {
  assert.equal(iso("5.3.2026"), "2026-03-05");
  assert.equal(iso("05-03-2026"), "2026-03-05");
  assert.equal(iso("soon"), "");
});
