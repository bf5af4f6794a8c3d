import assert from "node:assert/strict";
import { test } from "node:test";
import { step } from "../scripts/cells.js";

const THREE = [4, 4, 4];

test("the arrows go one cell on and stop at the edge", () => {
  assert.deepEqual(step("ArrowRight", false, [1, 1], THREE), [1, 2]);
  assert.deepEqual(step("ArrowUp", false, [1, 1], THREE), [0, 1]);
  assert.equal(step("ArrowRight", false, [1, 3], THREE), null);
  assert.equal(step("ArrowUp", false, [0, 0], THREE), null);
  assert.equal(step("ArrowDown", false, [2, 0], THREE), null);
});

test("Home and End go to the ends of the row, with Ctrl to the corners", () => {
  assert.deepEqual(step("Home", false, [1, 2], THREE), [1, 0]);
  assert.deepEqual(step("End", false, [1, 2], THREE), [1, 3]);
  assert.deepEqual(step("Home", true, [1, 2], THREE), [0, 0]);
  assert.deepEqual(step("End", true, [1, 2], THREE), [2, 3]);
});

test("other keys are left alone", () => {
  assert.equal(step("Enter", false, [0, 0], THREE), null);
  assert.equal(step("a", false, [0, 0], THREE), null);
});
