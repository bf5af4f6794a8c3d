import assert from "node:assert/strict";
import { test } from "node:test";
import { equal, gather, merge, scatter } from "../scripts/offline/merge.js";

const REACHED = { reached: ["yes", "partly", "no"] };

test("what only one side changed is merged without asking", () => {
  const base = { said: "a", step: "b", old: "c" };
  const { values, asked } = merge(base, { ...base, said: "mine" }, { ...base, step: "theirs" });
  assert.deepEqual(values, { said: "mine", step: "theirs", old: "c" });
  assert.deepEqual(asked, []);
});

test("only a field that both changed differently is asked, and mine stands meanwhile", () => {
  const { values, asked } = merge({ said: "a", step: "" }, { said: "m", step: "x" }, { said: "t", step: "x" });
  assert.deepEqual(asked, [{ name: "said", mine: "m", theirs: "t" }]);
  assert.deepEqual(values, { said: "m", step: "x" });
});

test("emptying a field is a change like any other", () => {
  assert.deepEqual(merge({ said: "a" }, { said: "" }, { said: "a" }).values, { said: "" });
  assert.equal(merge({ said: "a" }, { said: "" }, { said: "b" }).asked.length, 1);
});

test("fields that one side does not know count as empty", () => {
  assert.deepEqual(merge({}, { said: "a" }, {}), { values: { said: "a" }, asked: [] });
  assert.deepEqual(merge({}, {}, { said: "a" }), { values: { said: "a" }, asked: [] });
});

test("line ends of another system are no change", () => {
  assert.ok(equal({ said: "a\r\nb" }, { said: "a\nb" }));
  assert.deepEqual(merge({ said: "a\nb" }, { said: "a\nb" }, { said: "a\r\nb" }).asked, []);
});

test("space that the server trimmed is nobody's change, and mine stays", () => {
  assert.deepEqual(merge({ said: "a " }, { said: "a b " }, { said: "a" }), { values: { said: "a b " }, asked: [] });
  assert.deepEqual(merge({ said: "" }, { said: "a " }, { said: "a" }), { values: { said: "a " }, asked: [] });
});

test("a group of radios is one answer: never two chosen, asked once", () => {
  const yes = scatter({ reached: "yes" }, REACHED);
  const [partly, no] = [scatter({ reached: "partly" }, REACHED), scatter({ reached: "no" }, REACHED)];
  assert.deepEqual(merge(scatter({ reached: "" }, REACHED), yes, no, REACHED).asked, [{ name: "reached", mine: "yes", theirs: "no" }]);
  assert.deepEqual(merge(yes, partly, yes, REACHED).values, partly);
  assert.deepEqual(gather(partly, REACHED), { reached: "partly" });
});

test("tick boxes are answers of their own", () => {
  const base = { "products=A": "", "products=B": "" };
  const { values } = merge(base, { ...base, "products=A": "on" }, { ...base, "products=B": "on" });
  assert.deepEqual(values, { "products=A": "on", "products=B": "on" });
});
