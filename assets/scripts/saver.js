// When a form that saves itself sends, and what it says meanwhile. No page in here, so that it can be tested with a clock.
//
// One request at a time, and the text is read when it is sent: a queue would hold a body with an old version number and
// the form would conflict with itself.

/** @typedef {"saved" | "conflict" | "refused" | "expired" | "failed"} Outcome */

const IDLE = 800;
const SLOW = 400;
const RETRIES = [3000, 6000, 15000, 30000, 60000];

export class Saver {
  /**
   * @param {object} parts
   * @param {() => Record<string, string>} parts.read the fields as they are now
   * @param {() => Promise<Outcome>} parts.send
   * @param {(fields: Record<string, string>) => void} parts.keep store the copy in the browser
   * @param {() => void} parts.drop the server has everything: forget the copy
   * @param {(state: string) => void} parts.report
   * @param {(again: () => void) => void} parts.signIn ask for the sign-in, then go on
   */
  constructor({ read, send, keep, drop, report, signIn }) {
    this.read = read;
    this.send = send;
    this.keep = keep;
    this.drop = drop;
    this.report = report;
    this.signIn = signIn;
    this.saved = JSON.stringify(read());
    this.sending = false;
    /** @type {Promise<void> | undefined} */
    this.running = undefined;
    this.paused = false;
    this.expired = false;
    this.tries = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** True while the server lacks something that was typed. */
  get dirty() {
    return this.sending || JSON.stringify(this.read()) !== this.saved;
  }

  /** Something was typed. */
  changed() {
    this.expired = false;
    this.keep(this.read());
    this.after(IDLE);
  }

  /** @param {number} delay milliseconds */
  after(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /** Send now whatever the server lacks; done when the answer is there. */
  async flush() {
    clearTimeout(this.timer);
    if (this.sending) return this.running;
    if (this.paused || this.expired) return;
    const text = JSON.stringify(this.read());
    if (text === this.saved) {
      this.drop();
      return;
    }
    this.running = this.store(text);
    return this.running;
  }

  /** @param {string} text what is sent */
  async store(text) {
    this.sending = true;
    const slow = setTimeout(() => this.report("saving"), SLOW);
    const outcome = await this.send().catch(() => /** @type {Outcome} */ ("failed"));
    clearTimeout(slow);
    this.sending = false;
    this.settle(outcome, text);
  }

  /**
   * @param {Outcome} outcome
   * @param {string} text what was sent
   */
  settle(outcome, text) {
    if (outcome === "saved") {
      this.tries = 0;
      this.saved = text;
      if (JSON.stringify(this.read()) === text) {
        this.drop();
        this.report("saved");
      } else this.after(0);
    } else if (outcome === "failed") {
      if (this.paused) return; // given up for the person's own request, which carries the same text
      this.report("kept");
      this.after(RETRIES[Math.min(this.tries++, RETRIES.length - 1)] ?? IDLE);
    } else if (outcome === "expired") {
      this.report("kept");
      this.expired = true; // one question is enough: the next key asks again if it was not answered
      this.signIn(() => {
        this.expired = false;
        this.flush();
      });
    } else this.report(outcome);
  }

  /** The person sends the form: keep out of the way. */
  pause() {
    clearTimeout(this.timer);
    this.paused = true;
  }

  /**
   * @param {boolean} stored the server took the whole form
   */
  resume(stored) {
    this.paused = false;
    if (stored) {
      this.saved = JSON.stringify(this.read());
      this.drop();
    } else if (this.dirty) this.after(IDLE);
  }

  stop() {
    this.pause();
  }
}
