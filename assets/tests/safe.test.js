import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, open, seal } from "../scripts/offline/safe.js";

const key = (/** @type {number} */ byte) => keyOf(Buffer.alloc(32, byte).toString("base64"));

test("what is sealed opens with the same key and label, letter by letter", async () => {
  const value = { said: "Ærlig talt — “ja”, 日本\n".repeat(500) };
  assert.deepEqual(await open(await key(1), "draft/1/a", await seal(await key(1), "draft/1/a", value)), value);
});

test("nothing readable is in the box", async () => {
  const box = await seal(await key(1), "x", { said: "MARKER" });
  assert.equal(Buffer.from(box.data).includes("MARKER"), false);
});

test("another key, another label or an altered box opens nothing", async () => {
  const box = await seal(await key(1), "draft/1/a", "secret");
  await assert.rejects(open(await key(2), "draft/1/a", box));
  await assert.rejects(open(await key(1), "draft/1/b", box));
  new Uint8Array(box.data)[0] ^= 1;
  await assert.rejects(open(await key(1), "draft/1/a", box));
});

test("the key cannot be read back by a script", async () => {
  await assert.rejects(crypto.subtle.exportKey("raw", await key(1)));
});

test("the same text looks different each time", async () => {
  const one = await seal(await key(1), "x", "a");
  const other = await seal(await key(1), "x", "a");
  assert.notDeepEqual(Buffer.from(one.data), Buffer.from(other.data));
});
