// Wires the part of the scripts that works without a network to a page. app.js loads it where something needs it.
import { bringToToday, followDay, installDay } from "./born-day.js";
import { Drafts } from "./drafts.js";
import { isUnsent } from "./draft.js";
import { OutboxForm } from "./form.js";
import { giveBack, passed } from "./passed.js";
import { askTheSecond } from "./second.js";
import { Passing } from "./passing.js";
import { takePage } from "./pages.js";
import { forget, held, hold, touch } from "./holder.js";
import { hint } from "./hint.js";
import { leave as leaveHere } from "./leave.js";
import { link, makeLine } from "./line.js";
import { showList } from "./list.js";
import { Outbox } from "./outbox.js";
import { takeOver } from "./receipt.js";
import { keyOf } from "./safe.js";
import * as server from "./server.js";
import { bindTaking, isStored, keepOpened } from "./take.js";
import { say, when } from "./words.js";

const IDLE = 800;
const EVERY = 15_000;
const AT_MOST = 1000;
const AGAIN = [1500, 4000]; // milliseconds after an answer that got lost; then with everything else, EVERY

/** @typedef {{afterSignIn: (again: () => void) => void}} Frame what app.js lends */

const channel = new BroadcastChannel("rayon");

/** Who this page was made for; null for a page made for nobody. */
function drawnFor() {
  const given = document.querySelector('meta[name="person"]')?.getAttribute("content");
  return given ? Number(given) : null;
}

/** The key of the person at this page: what the device holds, else what the server gives. */
async function unlock() {
  const wanted = drawnFor();
  const found = await held();
  if (found && (wanted === null || found.person === wanted)) {
    await touch(found);
    return found;
  }
  if (found) {
    await forget(); // somebody else is here now
    channel.postMessage({ type: "out", person: found.person });
  }
  if (wanted === null && !document.getElementById("device-words")) return null;
  const { status, person, key } = await server.session();
  if (status !== 200 || !person || !key || (wanted !== null && person !== wanted)) return null;
  await hold(person, await keyOf(key));
  return held();
}

/** Somebody else is signed in: nothing of the first person stays open on this device. @param {number} person the first */
async function lockOut(person) {
  await forget();
  channel.postMessage({ type: "out", person });
  location.reload();
}

class Start {
  /**
   * @param {import("./holder.js").Held} owner
   * @param {Frame} frame
   */
  constructor(owner, frame) {
    this.owner = owner;
    this.frame = frame;
    this.drafts = new Drafts(owner, (draft) => this.changed(draft));
    const alone = (/** @type {() => Promise<any>} */ task) => navigator.locks.request("rayon-outbox", task);
    this.outbox = new Outbox({ drafts: this.drafts, person: owner.person, server, alone, uuid: () => crypto.randomUUID() });
    /** @type {OutboxForm[]} */
    this.forms = [];
    /** @type {Passing | undefined} */
    this.passing = undefined;
    this.last = 0;
    this.lost = 0;
    this.asks = false;
  }

  /** @param {import("./draft.js").Draft} draft */
  changed(draft) {
    channel.postMessage({ type: "draft", subject: draft.subject });
    this.formOf(draft.subject)?.show(draft);
    followDay(document);
    this.refresh();
  }

  /** @param {string} subject */
  formOf(subject) {
    return this.forms.find((form) => form.subject === subject);
  }

  async refresh() {
    const drafts = await this.drafts.list();
    await this.line?.(drafts);
    await this.list?.();
    clearInterval(this.timer);
    if (drafts.some(isUnsent) || isStored()) this.timer = setInterval(() => this.send(), EVERY);
  }

  /**
   * @param {boolean} [soon] after the last key, not now
   * @returns {Promise<unknown>}
   */
  async send(soon = false) {
    clearTimeout(this.soon);
    if (soon) {
      this.soon = setTimeout(() => this.send(), IDLE);
      return;
    }
    this.last = Date.now();
    const outcome = await this.outbox.drain();
    if (outcome === "other") await lockOut(this.owner.person);
    if (outcome !== "away" && isStored()) await backAgain();
    const delay = outcome === "away" ? AGAIN[this.lost++] : (this.lost = 0);
    if (delay) this.soon = setTimeout(() => this.send(), delay);
    const mayAsk = this.forms.length && !("passedOver" in document.documentElement.dataset);
    if (outcome === "login" && mayAsk && document.visibilityState === "visible" && !this.asks) this.signIn();
    return outcome;
  }

  signIn() {
    if (!document.getElementById("sign-in")) return location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
    this.asks = true; // once by itself; then when the person asks for it
    this.frame.afterSignIn(() => {
      this.asks = false;
      this.send();
    });
  }

  /** Something stirred: is it still this person's device, and is there something to send? */
  async stir() {
    const now = await held();
    if ("leaving" in document.documentElement.dataset) return;
    this.lost = 0; // perhaps there is a network again: an answer that gets lost now is asked for soon
    if (now?.person !== this.owner.person) return location.reload();
    if (Date.now() - this.last > AT_MOST) await this.send();
  }

  async run() {
    const note = await passed();
    if (note && location.pathname !== note.path) return location.replace(note.page);
    if (note) history.replaceState(history.state, "", note.page);
    await this.bindForms(note !== null);
    this.line = makeLine({ here: this.forms.map(({ subject }) => subject), send: () => this.send(), signIn: () => this.signIn() });
    this.list = showList(this.owner, this.drafts, () => leave(this.owner.person));
    this.follow();
    await this.refresh();
    await this.send();
    for (const box of document.querySelectorAll("[data-take-along]")) await bindTaking(/** @type {HTMLElement} */ (box), this.owner);
    await navigator.serviceWorker.ready;
    await keepOpened(this.owner);
    await this.passing?.offer();
  }

  /**
   * The forms of the page; while the tablet is with somebody else, nothing but theirs.
   * @param {boolean} isPassed
   */
  async bindForms(isPassed) {
    const device = {
      person: this.owner.person,
      drafts: this.drafts,
      send: (/** @type {boolean | undefined} */ soon) => this.send(soon),
      signIn: () => this.signIn(),
      take: (/** @type {string} */ path) => takePage(this.owner, path),
    };
    askTheSecond(document.body);
    bringToToday(document);
    for (const element of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-outbox]"))) {
      this.forms.push(new OutboxForm(element, device, this.forms[0]));
    }
    const [mine] = this.forms;
    const theirs = this.forms.find(({ cover }) => cover);
    if (mine && theirs) this.passing = new Passing(theirs, mine, (on) => channel.postMessage({ type: "passed", on, person: this.owner.person }));
    if (isPassed) await (this.passing ? this.passing.cover() : giveBack()); // or there is nothing left to fill in
    for (const form of this.forms) await form.start();
    installDay(document);
    delete document.documentElement.dataset.covered;
  }

  follow() {
    const stir = () => this.stir();
    const save = () => this.forms.forEach((form) => form.save());
    for (const sign of ["online", "pageshow", "focus"]) window.addEventListener(sign, stir);
    document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? stir() : save()));
    window.addEventListener("pagehide", save);
    document.addEventListener("input", () => touch(this.owner));
    channel.addEventListener("message", async ({ data }) => {
      if (data.type === "draft") {
        const form = this.formOf(data.subject);
        const draft = form && (await form.draft());
        if (draft) form.show(draft);
        await this.refresh();
      }
    });
  }
}

/** @type {Start | undefined} */
let started;

/** @param {Frame} frame */
export async function start(frame) {
  const owner = await unlock();
  await saidOfPage();
  if (!owner || (document.getElementById("device-words") && (await passed()))) {
    delete document.documentElement.dataset.covered;
    showList(null, null, () => {});
    return;
  }
  started = new Start(owner, frame);
  await started.run();
  await hint();
}

/** A page from the store, and the server answers again: it says so no more, and what it can do works again. */
async function backAgain() {
  if (!(await server.session()).status) return;
  document.querySelector('meta[name="stored"]')?.remove();
  const place = document.getElementById("device-page");
  if (document.querySelector("form[data-outbox]")) place?.replaceChildren(); // what stands there is merged anyway
  else place?.replaceChildren(await say("back"), " ", link(await say("reload"), location.pathname));
}

/** A page from the store says how old it is; a receipt is said again on the page after. */
async function saidOfPage() {
  const place = document.getElementById("device-page");
  const received = await takeOver();
  if (!place) return;
  const at = Number(document.querySelector('meta[name="stored"]')?.getAttribute("content"));
  place.textContent = isStored() ? await say("stored", { time: when(at) }) : received;
}

/** @param {number} person */
export const leave = (person) => leaveHere(person, async () => started?.send());
