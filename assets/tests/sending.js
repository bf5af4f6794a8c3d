// A server and devices in memory, for the tests of the outbox.
import { begin, edited, isUnsent, pressed } from "../scripts/offline/draft.js";
import { Outbox } from "../scripts/offline/outbox.js";

/** What a form starts from. */
export const GIVEN = { person: 7, subject: "s", kind: "report", put: "/p", page: "/p", title: "Jansen", base: 0, values: { said: "", step: "" }, about: null, labels: { said: "What was said" }, choices: {} };

/** A server that keeps one form per address, with receipts; `fault` says what becomes of the next requests. */
export class Server {
  constructor() {
    this.rows = new Map();
    this.receipts = new Map();
    this.person = 7;
    this.requests = 0;
    this.born = ""; // address of the form that the others belong to
    this.faults = [];
  }
  async session() {
    if (this.faults[0] === "offline") return { status: 0 };
    return this.person ? { status: 200, person: this.person, csrf: "x" } : { status: 401 };
  }
  async put(address, key, body) {
    this.requests++;
    const fault = this.faults.shift();
    if (fault === "offline") return { status: 0 };
    if (fault?.status < 500) return fault; // a fault of the server may come after it stored
    const answer = this.store(address, key, body);
    return fault === "lost" ? { status: 0 } : (fault ?? answer);
  }
  store(address, key, body) {
    if (this.receipts.has(key)) return { status: 200, body: this.receipts.get(key) };
    const row = this.rows.get(address) ?? { rev: 0, values: {}, state: "draft", times: 0 };
    if (this.born && !this.rows.has(this.born) && address !== this.born) return { status: 404 };
    if (row.rev !== body.base) return { status: 409, body: { rev: row.rev, values: row.values } };
    const next = { rev: row.rev + 1, values: body.values, state: body.finished ? "sent" : "draft", times: row.times + 1, about: body.about ?? row.about };
    this.rows.set(address, next);
    const answer = { rev: next.rev, state: next.state, receipt: this.receipts.size + 1, at: "" };
    this.receipts.set(key, answer);
    return { status: 200, body: answer };
  }
}

/** One device: drafts in memory, an outbox, and a hand that types; `others` are more forms of the same page, by subject. */
export function device(server, given = GIVEN, others = {}) {
  const kept = new Map();
  const all = { s: given, ...others };
  const drafts = {
    unsent: async () => [...kept.values()].filter(isUnsent),
    change: async (subject, step) => {
      if (!kept.has(subject) && !all[subject]) return null;
      const after = step(kept.get(subject) ?? begin(all[subject]));
      kept.set(subject, structuredClone(after));
      return after;
    },
  };
  let number = 0;
  const parts = { drafts, person: 7, server, alone: (task) => task(), uuid: () => `${Math.random()}-${++number}`, now: () => 1000 };
  const outbox = new Outbox(parts);
  return {
    type: (values, subject = "s") => drafts.change(subject, (draft) => edited(draft, values, 500)),
    press: (subject = "s") => drafts.change(subject, (draft) => pressed(draft, 600)),
    change: (step) => drafts.change("s", step),
    drain: () => outbox.drain(),
    of: (subject) => kept.get(subject),
    get draft() {
      return kept.get("s");
    },
  };
}
