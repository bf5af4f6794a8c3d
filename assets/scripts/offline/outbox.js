// Sends what this person wrote, one form after the other, one window at a time. It believes no sign of a network but an
// answer. No page and no browser in here, so that it can be tested with a server of its own.
import { answered, isUnborn, isUnsent, starting } from "./draft.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Answer} Answer */
/** @typedef {{status: number, person?: number, csrf?: string}} Session */
/** @typedef {"sent" | "away" | "login" | "other"} Outcome */

const MOST_IN_A_ROW = 8;
const UNREACHABLE = (/** @type {number} */ status) => status === 0 || status === 429 || status >= 500;

export class Outbox {
  /**
   * @param {object} parts
   * @param {{unsent: () => Promise<Draft[]>, change: (subject: string, step: (draft: Draft) => Draft) => Promise<Draft | null>}} parts.drafts of this person
   * @param {number} parts.person
   * @param {{session: () => Promise<Session>, put: (address: string, key: string, body: object) => Promise<Answer>}} parts.server
   * @param {(task: () => Promise<Outcome>) => Promise<Outcome>} parts.alone runs it while no other window sends
   * @param {() => string} parts.uuid
   * @param {() => number} [parts.now]
   */
  constructor({ drafts, person, server, alone, uuid, now = Date.now }) {
    this.drafts = drafts;
    this.person = person;
    this.server = server;
    this.alone = alone;
    this.uuid = uuid;
    this.now = now;
    /** @type {Promise<Outcome> | undefined} */
    this.running = undefined;
    this.again = false;
  }

  /** Send all that waits; a call while it runs makes it look once more. */
  async drain() {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.alone(() => this.rounds());
    try {
      return await this.running;
    } finally {
      this.running = undefined;
    }
  }

  /** @returns {Promise<Outcome>} */
  async rounds() {
    /** @type {Outcome} */
    let outcome;
    do {
      this.again = false;
      outcome = await this.round();
    } while (this.again && outcome === "sent");
    return outcome;
  }

  /** @returns {Promise<Outcome>} */
  async round() {
    const waiting = await this.drafts.unsent();
    if (!waiting.length) return "sent";
    const session = await this.server.session();
    if (session.status === 401) {
      for (const { subject } of waiting) await this.drafts.change(subject, (draft) => (isUnsent(draft) && draft.state !== "conflict" ? { ...draft, state: "login" } : draft));
      return "login";
    }
    if (session.status !== 200) {
      for (const { subject, state } of waiting) if (state === "sending") await this.drafts.change(subject, (draft) => ({ ...draft, state: "device" }));
      return "away";
    }
    if (session.person !== this.person) return "other";
    for (const { subject } of waiting) {
      if (await this.isEarly(subject)) continue;
      const outcome = await this.send(subject);
      if (outcome !== "sent") return outcome;
    }
    return "sent";
  }

  /** What belongs to something that was born here goes after it. @param {string} subject */
  async isEarly(subject) {
    const [uid = "", suffix] = subject.split(".");
    const main = suffix && (await this.drafts.change(uid, (draft) => draft));
    return Boolean(main) && isUnborn(/** @type {Draft} */ (main));
  }

  /**
   * @param {string} subject
   * @returns {Promise<Outcome>}
   */
  async send(subject) {
    for (let tries = 0; tries < MOST_IN_A_ROW; tries++) {
      const ready = await this.drafts.change(subject, (draft) => starting(draft, this.uuid));
      if (!ready?.pending || ready.state !== "sending") return "sent";
      const answer = await this.server.put(ready.put, ready.pending.key, ready.pending.body);
      if (answer.status === 403 && (await this.server.session()).person !== this.person) return "other";
      const after = await this.drafts.change(subject, (draft) => answered(draft, answer, this.now()));
      if (UNREACHABLE(answer.status)) return "away";
      if (answer.status === 401) return "login";
      if (!after || !isUnsent(after) || after.state !== "device") return "sent";
    }
    return "sent";
  }
}
