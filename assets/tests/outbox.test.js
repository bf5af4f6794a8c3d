import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, chosen, edited, isUnsent, wordsOf } from "../scripts/offline/draft.js";
import { asText } from "../scripts/offline/file.js";
import { worst } from "../scripts/offline/line.js";
import { device, GIVEN, Server } from "./sending.js";

test("what was typed arrives, with a receipt", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "Hello" });
  await one.press();
  assert.equal(await one.drain(), "sent");
  assert.deepEqual(server.rows.get("/p").values, { said: "Hello", step: "" });
  assert.equal(server.rows.get("/p").state, "sent");
  assert.equal(one.draft.receipt, 1);
  assert.equal(wordsOf(one.draft), "received");
  assert.ok(!isUnsent(one.draft));
});

test("without a network it stays, and nothing is sent", async () => {
  const server = new Server();
  server.faults = ["offline"];
  const one = device(server);
  await one.type({ said: "a" });
  assert.equal(await one.drain(), "away");
  assert.equal(server.requests, 0);
  assert.equal(one.draft.state, "device");
});

test("a lost answer is asked for again with the same key, and stored once", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  await one.press();
  server.faults = ["lost"];
  assert.equal(await one.drain(), "away");
  const key = one.draft.pending.key;
  await one.drain();
  assert.equal(server.rows.get("/p").times, 1);
  assert.ok(server.receipts.has(key));
});

test("what was typed after a lost answer never conflicts with itself", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  server.faults = ["lost"];
  await one.drain();
  await one.type({ said: "ab" });
  await one.press();
  await one.drain();
  assert.equal(server.rows.get("/p").values.said, "ab");
  assert.equal(server.rows.get("/p").times, 2);
  assert.equal(one.draft.state, "received");
});

test("typing while it is being sent is sent next", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  const put = server.put.bind(server);
  server.put = async (...given) => {
    if (server.requests === 0) await one.type({ said: "ab" });
    return put(...given);
  };
  await one.drain();
  assert.equal(server.rows.get("/p").values.said, "ab");
});

test("an ended session keeps everything and goes on after the sign-in", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  server.person = 0;
  assert.equal(await one.drain(), "login");
  assert.equal(one.draft.state, "login");
  server.person = 7;
  await one.drain();
  assert.equal(one.draft.state, "received");
});

test("a session that ends between two questions loses nothing", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  server.faults = [{ status: 401 }];
  assert.equal(await one.drain(), "login");
  await one.drain();
  assert.equal(server.rows.get("/p").values.said, "a");
});

test("nothing is sent in the name of somebody else", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  server.person = 8;
  assert.equal(await one.drain(), "other");
  assert.equal(server.requests, 0);
});

test("changes of another device are merged; only what both changed is asked", async () => {
  const server = new Server();
  const [one, two] = [device(server), device(server)];
  await one.type({ said: "one", step: "call" });
  await one.drain();
  await two.type({ said: "two" });
  await two.drain();
  assert.deepEqual(two.draft.asked, [{ name: "said", mine: "two", theirs: "one" }]);
  await two.change((draft) => chosen(draft, { said: "one and two" }));
  await two.drain();
  assert.deepEqual(server.rows.get("/p").values, { said: "one and two", step: "call" });
});

test("a text that came into a field under somebody's fingers is asked about, not written over", async () => {
  const server = new Server();
  const [one, other] = [device(server), device(server)];
  await other.type({ said: "theirs" });
  await other.drain();
  await one.type({ step: "later" });
  await one.drain(); // theirs is here now, and the person has begun to type where it stands
  await one.change((draft) => edited(draft, { said: "mine" }, 500, { said: "", step: "later" }));
  assert.equal(one.draft.state, "conflict");
  assert.deepEqual(one.draft.asked, [{ name: "said", mine: "mine", theirs: "theirs" }]);
  await one.change((draft) => chosen(draft, { said: "theirs and mine" }));
  await one.drain();
  assert.deepEqual(server.rows.get("/p").values, { said: "theirs and mine", step: "later" });
});

test("who saw what came writes over it", async () => {
  const server = new Server();
  const [one, other] = [device(server), device(server)];
  await other.type({ said: "theirs" });
  await other.drain();
  await one.type({ step: "later" });
  await one.drain();
  await one.change((draft) => edited(draft, { said: "mine" }, 500, { said: "theirs", step: "later" }));
  await one.drain();
  assert.equal(server.rows.get("/p").values.said, "mine");
});

test("what is typed while something is asked is not lost by the choice", async () => {
  const server = new Server();
  const [one, two] = [device(server), device(server)];
  await one.type({ said: "one" });
  await one.drain();
  await two.type({ said: "two" });
  await two.drain();
  await two.type({ said: "two and more" });
  assert.deepEqual(two.draft.asked, [{ name: "said", mine: "two and more", theirs: "one" }]);
  await two.type({ said: "one" });
  assert.equal(two.draft.state, "received", "the same text in both places asks nothing");
});

test("a merge that asks nothing goes on by itself", async () => {
  const server = new Server();
  const [one, two] = [device(server), device(server)];
  await one.type({ step: "call" });
  await one.drain();
  await two.type({ said: "two" });
  await two.press();
  await two.drain();
  assert.deepEqual(server.rows.get("/p"), { rev: 2, values: { said: "two", step: "call" }, state: "sent", times: 2, about: undefined });
});

test("what is too large is not sent again as it was: the shorter text goes", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "far too much" });
  await one.press();
  server.faults = [{ status: 413 }];
  await one.drain();
  assert.equal(one.draft.state, "refused");
  await one.type({ said: "short" });
  await one.press();
  await one.drain();
  assert.equal(server.rows.get("/p").values.said, "short");
});

test("what the server refuses is said and not sent again before it was changed", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  await one.press();
  server.faults = [{ status: 422, body: { errors: { said: "Too short" }, summary: "Not sent" } }];
  await one.drain();
  assert.deepEqual(one.draft.errors, { said: "Too short" });
  const { requests } = server;
  await one.drain();
  assert.equal(server.requests, requests);
  await one.type({ said: "abc" });
  assert.deepEqual(one.draft.errors, {});
  await one.press();
  await one.drain();
  assert.equal(one.draft.state, "received");
});

test("a draft that is kept meanwhile puts nothing right: what is wrong stays said beside the other fields", async () => {
  const server = new Server();
  const one = device(server);
  await one.press();
  server.faults = [{ status: 422, body: { errors: { said: "Too short", step: "Missing" }, summary: "Not sent" } }];
  await one.drain();
  await one.type({ said: "abc" });
  await one.drain();
  assert.equal(one.draft.state, "received");
  assert.deepEqual(one.draft.errors, { step: "Missing" });
  await one.press();
  await one.drain();
  assert.deepEqual(one.draft.errors, {});
});

test("trouble of the server is no answer: the same sending again", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  for (const status of [500, 503, 429]) {
    server.faults = [{ status }];
    assert.equal(await one.drain(), "away");
  }
  await one.drain();
  assert.equal(server.rows.get("/p").times, 1);
});

test("a finished report that found no network is ready, also while more is typed; a draft is only on the device", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  assert.equal(wordsOf(one.draft), "device");
  await one.press();
  server.faults = [{ status: 0 }];
  await one.drain();
  assert.equal(wordsOf(one.draft), "ready");
  await one.type({ said: "ab" });
  assert.equal(wordsOf(one.draft), "ready");
  await one.drain();
  assert.equal(wordsOf(one.draft), "received");
});

test("a form born here waits for the button, and says once what it is about", async () => {
  const server = new Server();
  const about = { customer_id: "3", day: "2026-11-22" };
  const one = device(server, { ...GIVEN, about, values: { customer_id: "3", "channel=phone": "on", said: "" } });
  await one.type({ said: "a" });
  await one.drain();
  assert.equal(server.requests, 0);
  await one.press();
  await one.drain();
  assert.deepEqual(server.rows.get("/p").about, about);
  assert.deepEqual(server.rows.get("/p").values, { "channel=phone": "on", said: "a" }); // the customer is no field of it
  assert.equal(one.draft.state, "received");
});

test("what was finished and changed later is a draft until the button is pressed again", async () => {
  const server = new Server();
  const one = device(server);
  await one.type({ said: "a" });
  await one.press();
  await one.drain();
  await one.type({ said: "b" });
  await one.drain();
  assert.equal(wordsOf(one.draft), "draftReceived");
  await one.press();
  await one.drain();
  assert.equal(wordsOf(one.draft), "received");
  assert.equal(server.rows.get("/p").values.said, "b");
});

test("the line in the frame names what needs the person most", () => {
  const draft = { ...begin(GIVEN), since: 0 };
  assert.equal(worst([{ ...draft, state: "device" }], 1000), "device");
  assert.equal(worst([{ ...draft, state: "device" }], 3 * 86_400_000), "long");
  assert.equal(worst([{ ...draft, state: "conflict" }, { ...draft, state: "login" }], 1000), "login");
});

test("the file of the last resort can be read by a person and by a program", () => {
  const text = asText([edited(begin(GIVEN), { said: "Ja, graag" }, 5)], () => "09:30");
  assert.match(text, /# Jansen\n\n09:30\n\nWhat was said:\nJa, graag/);
  assert.equal(JSON.parse(text.split("\n---\n")[1])[0].values.said, "Ja, graag");
});
