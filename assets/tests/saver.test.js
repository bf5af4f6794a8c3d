import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Saver } from "../scripts/saver.js";

/** Let promises settle without moving the clock. */
const settle = async () => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
};

function bench({ outcomes = [] } = {}) {
  const seen = { text: "a", sent: [], said: [], kept: [], dropped: 0, asked: [], answers: [] };
  const saver = new Saver({
    read: () => ({ text: seen.text }),
    send: () => {
      seen.sent.push(seen.text);
      if (outcomes.length) return Promise.resolve(outcomes.shift());
      return new Promise((resolve, reject) => seen.answers.push({ resolve, reject }));
    },
    keep: (fields) => seen.kept.push(fields.text),
    drop: () => {
      seen.dropped += 1;
    },
    report: (state) => seen.said.push(state),
    signIn: (again) => seen.asked.push(again),
  });
  const type = (text) => {
    seen.text = text;
    saver.changed();
  };
  return { saver, seen, type };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("sends once, 800 ms after the last key, and keeps a copy from the first", async () => {
  const { seen, type } = bench({ outcomes: ["saved"] });
  type("ab");
  mock.timers.tick(500);
  type("abc");
  mock.timers.tick(799);
  assert.deepEqual(seen.sent, []);
  assert.deepEqual(seen.kept, ["ab", "abc"]);
  mock.timers.tick(1);
  await settle();
  assert.deepEqual(seen.sent, ["abc"]);
  assert.deepEqual(seen.said, ["saved"]);
  assert.equal(seen.dropped, 1);
});

test("what is typed while a request runs is sent after it, never beside it", async () => {
  const { saver, seen, type } = bench();
  type("b");
  mock.timers.tick(800);
  type("bc");
  mock.timers.tick(800);
  saver.flush();
  assert.deepEqual(seen.sent, ["b"]);
  seen.answers[0].resolve("saved");
  await settle();
  assert.equal(seen.dropped, 0, "the copy stays: the server lacks the newer text");
  mock.timers.tick(0);
  assert.deepEqual(seen.sent, ["b", "bc"]);
  seen.answers[1].resolve("saved");
  await settle();
  assert.equal(seen.dropped, 1);
  assert.equal(saver.dirty, false);
});

test("a dead network keeps the copy and tries again, more and more slowly", async () => {
  const { saver, seen, type } = bench({ outcomes: ["failed", "failed", "saved"] });
  type("b");
  mock.timers.tick(800);
  await settle();
  assert.deepEqual(seen.said, ["kept"]);
  assert.equal(saver.dirty, true);
  mock.timers.tick(3000);
  await settle();
  mock.timers.tick(5999);
  assert.equal(seen.sent.length, 2);
  mock.timers.tick(1);
  await settle();
  assert.deepEqual(seen.said, ["kept", "kept", "saved"]);
});

test("a request that throws counts as a dead network", async () => {
  const { seen, type } = bench();
  type("b");
  mock.timers.tick(800);
  seen.answers[0].reject(new Error("gone"));
  await settle();
  assert.deepEqual(seen.said, ["kept"]);
});

test("an ended session asks for the sign-in and then goes on with the newest text", async () => {
  const { seen, type } = bench({ outcomes: ["expired", "saved"] });
  type("b");
  mock.timers.tick(800);
  await settle();
  assert.equal(seen.asked.length, 1);
  seen.text = "bcd";
  seen.asked[0]();
  await settle();
  assert.deepEqual(seen.sent, ["b", "bcd"]);
  assert.equal(seen.dropped, 1);
});

test("a conflict and a refusal are said, not repeated, and the copy stays", async () => {
  for (const outcome of ["conflict", "refused"]) {
    const { seen, type } = bench({ outcomes: [outcome] });
    type("b");
    mock.timers.tick(800);
    await settle();
    mock.timers.tick(120000);
    assert.deepEqual([seen.sent, seen.said, seen.dropped], [["b"], [outcome], 0]);
  }
});

test("the person's own request goes first; its success forgets the copy, its failure saves again", async () => {
  const { saver, seen, type } = bench({ outcomes: ["saved"] });
  type("b");
  saver.pause();
  mock.timers.tick(5000);
  assert.deepEqual(seen.sent, []);
  saver.resume(false);
  mock.timers.tick(800);
  await settle();
  assert.deepEqual(seen.sent, ["b"]);
  type("c");
  saver.pause();
  saver.resume(true);
  mock.timers.tick(5000);
  assert.deepEqual(seen.sent, ["b"]);
  assert.equal(seen.dropped, 2);
});

test("a slow save says so, a quick one does not", async () => {
  const { seen, type } = bench();
  type("b");
  mock.timers.tick(800);
  mock.timers.tick(399);
  assert.deepEqual(seen.said, []);
  mock.timers.tick(1);
  assert.deepEqual(seen.said, ["saving"]);
  seen.answers[0].resolve("saved");
  await settle();
  assert.deepEqual(seen.said, ["saving", "saved"]);
});
