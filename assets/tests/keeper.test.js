import assert from "node:assert/strict";
import { test } from "node:test";
import { Keeper } from "../scripts/keeper.js";
import { fill } from "../scripts/sentences.js";

/** Enough of Storage: own keys are the entries, as in a browser. */
class Storage {
  setItem(key, value) {
    this[key] = String(value);
  }
  getItem(key) {
    return this[key] ?? null;
  }
  removeItem(key) {
    delete this[key];
  }
}

test("a copy is found again by the same person and form only", () => {
  const storage = new Storage();
  new Keeper(storage, "7", () => 42).keep("profile-1/ab/nl", { text: "Plan" });
  assert.deepEqual(new Keeper(storage, "7").find("profile-1/ab/nl"), { time: 42, fields: { text: "Plan" } });
  assert.equal(new Keeper(storage, "8").find("profile-1/ab/nl"), null);
  assert.equal(new Keeper(storage, "7").find("profile-1/cd/nl"), null);
});

test("a storage that is full or spoilt stops nobody", () => {
  const full = { setItem() { throw new Error("quota"); }, getItem: () => "{broken" };
  const keeper = new Keeper(full, "7");
  keeper.keep("x", { text: "a" });
  assert.equal(keeper.find("x"), null);
});

test("signing out clears every copy and nothing else", () => {
  const storage = new Storage();
  storage.setItem("other", "1");
  new Keeper(storage, "7").keep("a", {});
  new Keeper(storage, "8").keep("b", {});
  new Keeper(storage, "7").clear();
  assert.deepEqual(Object.keys(storage), ["other"]);
});

test("sentences are filled by name and keep what nobody gave", () => {
  assert.equal(fill("Saved at {time} by {who}", { time: "14:32" }), "Saved at 14:32 by {who}");
});
