import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, edited, isShut, isUnsent, renewed } from "../scripts/offline/draft.js";
import { asText } from "../scripts/offline/file.js";
import { isStorable } from "../scripts/offline/paths.js";
import { contactsOf } from "../scripts/offline/taken.js";
import { device, GIVEN, Server } from "./sending.js";

const ABOUT = { seller_id: "3", kind: "ride_along", day: "22-11-2026" };
const MINE = { ...GIVEN, kind: "ride_along", about: ABOUT, early: true, values: { keep: "", purpose: "" } };
const THEIRS = { ...GIVEN, subject: "s.self", kind: "ride_along_self", put: "/self", passed: "Sanne", values: { own: "" } };

test("a ride-along born here goes without the button: the address says who it is about", async () => {
  const server = new Server();
  const one = device(server, MINE);
  await one.type({ keep: "Luisteren", purpose: "Kennismaken" });
  await one.drain();
  const row = server.rows.get("/p");
  assert.deepEqual([row.about, row.state], [ABOUT, "draft"]);
  assert.deepEqual(row.values, { keep: "Luisteren", purpose: "Kennismaken" }, "nothing of it is left out, as it is of a report");
  await one.press();
  await one.drain();
  assert.deepEqual([row.rev, server.rows.get("/p").rev, server.rows.get("/p").state], [1, 2, "sent"]);
});

test("what was passed on waits for its button, goes after what it belongs to, and nothing of it stays", async () => {
  const server = new Server();
  server.born = "/p";
  const one = device(server, MINE, { "s.self": THEIRS });
  await one.type({ own: "Goed geluisterd" }, "s.self");
  await one.type({ keep: "Luisteren" });
  await one.drain();
  assert.ok(!server.rows.has("/self"), "it is not handed in yet");
  await one.press("s.self");
  assert.ok(isShut(one.of("s.self")));
  await one.drain();
  assert.deepEqual([server.rows.get("/self").values, server.rows.get("/self").state], [{ own: "Goed geluisterd" }, "sent"]);
  assert.ok(!JSON.stringify(one.of("s.self")).includes("Goed geluisterd"));
  assert.ok(isShut(one.of("s.self")) && !isUnsent(one.of("s.self")));
});

test("as long as the server does not know the form it belongs to, it is not sent, and not gone either", async () => {
  const server = new Server();
  server.born = "/p";
  const one = device(server, { ...MINE, early: false }, { "s.self": THEIRS });
  await one.type({ keep: "x" });
  await one.type({ own: "y" }, "s.self");
  await one.press("s.self");
  await one.drain();
  assert.deepEqual([server.requests, one.of("s.self").state], [0, "device"]);
  await one.press();
  await one.drain();
  assert.equal(server.rows.get("/self").values.own, "y");
});

test("one that was refused is open again for whoever wrote it", async () => {
  const server = new Server();
  const one = device(server, GIVEN, { "s.self": { ...THEIRS, subject: "s.self" } });
  await one.type({ own: "y" }, "s.self");
  await one.press("s.self");
  server.faults = [{ status: 422, body: { errors: { own: "Too short" }, summary: "" } }];
  await one.drain();
  assert.ok(!isShut(one.of("s.self")));
  assert.equal(one.of("s.self").values.own, "y");
});

test("the file of the last resort holds nothing that somebody else wrote", () => {
  const text = asText([edited(begin(THEIRS), { own: "van Sanne" }, 5), edited(begin(MINE), { keep: "van mij" }, 5)], () => "");
  assert.match(text, /van mij/);
  assert.doesNotMatch(text, /van Sanne|ride_along_self/);
});

test("a draft of an older build is understood", async () => {
  const { about, ...before } = edited(begin({ ...GIVEN, about: { customer_id: "3" } }), { said: "a" }, 500);
  const draft = renewed({ ...before, visit: about });
  assert.deepEqual([draft.about, "visit" in draft], [{ customer_id: "3" }, false]);
  assert.equal(renewed({ ...before, visit: null }).about, null);
  const server = new Server();
  const one = device(server);
  await one.change(() => renewed({ ...before, visit: null, pending: { key: "k", body: { person: 7, form: 1, base: 0, values: before.values, finished: false, written_at: "", visit: null } } }));
  await one.drain();
  assert.ok(server.receipts.has("k"), "what was on its way goes letter by letter");
});

test("forms of coaching and talks are kept, and nothing else of them", () => {
  const uid = "0d5a3c1e-9d0f-4d7a-8f46-0a4b6d1c2e3f";
  for (const path of [`/visits/${uid}/report`, "/visits/report/new", "/coaching/new/12", `/coaching/${uid}`, `/coaching/${uid}/form`, `/coaching/${uid}/self`, `/talks/${uid}/prepare`, `/talks/${uid}/minutes`]) {
    assert.ok(isStorable(path), path);
  }
  for (const path of ["/coaching/", "/coaching/new", `/coaching/${uid}/paper`, `/coaching/${uid}.pdf`, "/coaching/people/3", `/talks/${uid}`, `/talks/${uid}/advice`, "/visits"]) {
    assert.ok(!isStorable(path), path);
  }
});

test("a ride-along stands in the list under its day by its title, beside the contacts", () => {
  const ride = { path: "/coaching/a/form", title: "Meereizen met Sanne", at: 1, about: { customer: "Sanne", day: "2026-11-22", at: "" } };
  const sheet = { path: "/visits/b", title: "Voorbereiding", at: 1, about: { customer: "Klant b", day: "2026-11-22", at: "09:30" } };
  const blank = { path: "/coaching/new/3", title: "Meereizen met Ole", at: 1 };
  assert.deepEqual(contactsOf([blank, sheet, ride]).map(({ customer, day }) => [customer, day]), [["Meereizen met Sanne", "2026-11-22"], ["Klant b", "2026-11-22"], ["Meereizen met Ole", ""]]);
});
