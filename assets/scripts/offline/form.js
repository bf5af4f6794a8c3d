// A form with data-outbox: every input is on the device first, then on its way. Without this script it is a normal form.
import { panelOf } from "./choose.js";
import { begin, chosen, edited, isUnborn, isUnsent, pressed, wordsOf } from "./draft.js";
import { aboutIn, choicesIn, drawnIn, fillIn, labelsIn, showErrors, typedIn } from "./fields.js";
import { asText, download } from "./file.js";
import { link } from "./line.js";
import { handOver, receiptOf } from "./receipt.js";
import { say, when } from "./words.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./merge.js").Values} Values */
/**
 * @typedef {object} Device what the form works with
 * @property {number} person
 * @property {import("./drafts.js").Drafts} drafts
 * @property {(soon?: boolean) => Promise<unknown>} send
 * @property {() => void} signIn the person pressed the button and has to log in first
 */

/** @param {Values} was @param {Values} now */
const changes = (was, now) => Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== was[name]));

export class OutboxForm {
  /**
   * @param {HTMLFormElement} form
   * @param {Device} device
   */
  constructor(form, device) {
    this.form = form;
    this.device = device;
    this.isNew = !form.dataset.subject;
    this.subject = form.dataset.subject || /^#([0-9a-f-]{36})$/.exec(location.hash)?.[1] || crypto.randomUUID();
    this.given = drawnIn(form);
    /** @type {Values} what the draft is known to hold */
    this.known = this.given;
    this.saving = Promise.resolve();
    this.waits = false;
    this.panelOf = "";
    this.isReady = false;
    this.button = /** @type {HTMLButtonElement | null} */ (document.querySelector(`button[form="${form.id}"][name=finished][value="1"]`));
    this.words = this.button?.lastChild?.textContent ?? "";
    this.place = this.makePlace();
  }

  async start() {
    const { form, device } = this;
    if (this.isNew) form.dataset.subject = this.subject;
    form.dataset.put = (form.dataset.put || "/visits/{uid}/report").replace("{uid}", this.subject);
    form.addEventListener("input", () => {
      this.pressed = false;
      this.save();
    });
    window.addEventListener("pageshow", () => (form.inert = false));
    form.addEventListener("change", () => this.save());
    form.addEventListener("submit", (event) => this.press(event));
    for (const plain of document.querySelectorAll("[data-plain]")) /** @type {HTMLElement} */ (plain).hidden = true; // it keeps itself
    say("stateReady"); // the words are fetched while there may still be a network
    const early = changes(this.given, typedIn(form)); // typed before this script came; what a browser put back is not
    const draft = await device.drafts.find(this.subject);
    if (draft && (isUnsent(draft) || draft.base > Number(form.dataset.rev ?? 0))) this.show(draft);
    else if (!draft) fillIn(form, { ...this.given, ...(document.activeElement?.closest("form") === form ? early : {}) });
    else if (draft.receipt && draft.base === Number(form.dataset.rev ?? 0)) this.say(draft);
    form.dataset.offlineReady = "";
    this.save();
  }

  /** Put what the person typed on the device; one at a time, and whatever came meanwhile right after it. */
  save() {
    if (this.waits) return this.saving;
    this.waits = true;
    this.saving = this.saving.then(async () => {
      this.waits = false;
      const now = typedIn(this.form);
      const patch = changes(this.known, now);
      if (!Object.keys(patch).length) return;
      await this.change((draft) => this.about(edited(draft, patch, Date.now())));
      this.known = { ...this.known, ...patch }; // only now: until it is kept it counts as typed
      this.device.send(true);
    });
    this.saving = this.saving.catch(() => this.giveUp());
    return this.saving;
  }

  /** The device keeps nothing (its disk is full): from here on it is a normal form, and says so. */
  async giveUp() {
    this.isBroken = true;
    this.place.textContent = await say("stateBroken");
  }

  /** @param {(draft: Draft) => Draft} step */
  async change(step) {
    const { device, subject, form, given } = this;
    const rev = Number(form.dataset.rev ?? 0);
    const fresh = { person: device.person, subject, kind: form.dataset.outbox ?? "", put: form.dataset.put ?? "", page: location.pathname, title: "" };
    const first = () => begin({ ...fresh, base: rev, values: given, visit: this.isNew ? {} : null, labels: {}, choices: {} });
    const renewed = (/** @type {Draft} */ draft) => (!isUnsent(draft) && !draft.pending && rev > draft.base ? { ...draft, base: rev, seen: given, values: given } : draft);
    if (this.isNew) history.replaceState(history.state, "", `#${subject}`);
    return device.drafts.change(subject, (draft) => step(renewed(draft)), first);
  }

  /** @param {Draft} draft */
  about(draft) {
    const { form } = this;
    const title = document.title.replace(/ · Rayon$/, "");
    const option = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem("customer_id"))?.selectedOptions?.[0];
    const customer = option?.value ? option.textContent?.trim() : "";
    return {
      ...draft,
      title: this.isNew && customer ? `${title}: ${customer}` : title,
      customer: this.isNew ? customer : document.querySelector("h1")?.textContent?.trim(),
      labels: labelsIn(form),
      choices: choicesIn(form),
      page: this.isNew ? `${location.pathname}#${this.subject}` : location.pathname,
      visit: isUnborn(draft) ? aboutIn(form) : draft.visit,
    };
  }

  /** @param {SubmitEvent} event */
  async press(event) {
    if (this.isBroken) return;
    event.preventDefault();
    this.pressed = true;
    await this.save();
    if (this.place.dataset.state !== "ready") await this.change((draft) => (draft.state === "conflict" ? { ...pressed(draft, Date.now()), state: "conflict" } : this.about(pressed(draft, Date.now()))));
    const outcome = await this.device.send();
    const draft = await this.device.drafts.find(this.subject);
    if (outcome === "login" && this.pressed) this.device.signIn();
    if (draft?.state === "refused") this.place.scrollIntoView({ block: "center" });
  }

  /**
   * The draft changed, here or in another window, or the server answered.
   * @param {Draft} draft
   */
  show(draft) {
    const typed = changes(this.known, typedIn(this.form)); // not on the device yet: it stays
    const next = { ...this.given, ...draft.values, ...typed };
    fillIn(this.form, next);
    this.known = { ...this.given, ...draft.values };
    this.say(draft);
  }

  /** @param {Draft} draft */
  async say(draft) {
    const { place, form } = this;
    const words = wordsOf(draft);
    const isDone = draft.state === "received" && draft.sent;
    const hasArrived = isDone && this.isReady;
    this.isReady = isUnsent(draft) && draft.finished;
    place.dataset.state = words;
    if (hasArrived && this.after && this.mayLeave()) return this.leave(draft);
    const sentence = await this.sentenceOf(draft, words);
    if (place.dataset.state !== words) return;
    const parts = [Object.assign(document.createElement("span"), { textContent: sentence })];
    if (draft.state === "login") parts.push(await this.extra("logIn", () => this.device.signIn()));
    if (["device", "forbidden", "gone", "refused"].includes(draft.state) && draft.since) parts.push(await this.extra("saveFile", () => this.saveFile()));
    if (place.dataset.state !== words) return;
    if (isDone && this.after) parts.push(link(await say("toContact"), this.after));
    place.replaceChildren(...parts);
    await this.label(words === "ready" ? "ready" : isDone ? "sendChanges" : "");
    showErrors(form, draft.errors);
    await this.ask(draft);
  }

  /**
   * @param {Draft} draft
   * @param {string} words key of what the state is called
   */
  async sentenceOf(draft, words) {
    if (draft.summary && draft.state === "refused") return draft.summary;
    if (draft.state === "received") return words && receiptOf(draft);
    return say(`state${words[0]?.toUpperCase()}${words.slice(1)}`, { time: when(draft.since ?? Date.now()) });
  }

  /**
   * What the button says: what waits to go needs no second press, what went is changed from here on.
   * @param {"ready" | "sendChanges" | ""} key
   */
  async label(key) {
    const text = this.button?.lastChild;
    if (!this.button || !text) return;
    const words = key ? await say(key) : this.words;
    if (key === "ready") this.button.setAttribute("aria-disabled", "true");
    else this.button.removeAttribute("aria-disabled");
    if (text.textContent !== words) text.textContent = words;
  }

  /** Where the report is read once it was received. */
  get after() {
    return this.form.dataset.done?.replace("{uid}", this.subject) ?? "";
  }

  /** Nobody is taken out of a field: who types on stays, with a link. */
  mayLeave() {
    const isTyping = !this.pressed && document.activeElement?.closest("form") === this.form;
    return !isTyping && !Object.keys(changes(this.known, typedIn(this.form))).length;
  }

  /** @param {Draft} draft received; said where the person arrives */
  leave(draft) {
    this.pressed = false;
    this.form.inert = true; // what is typed from here on would be lost on the way
    handOver(draft);
    location.assign(this.after);
  }

  /** @param {Draft} draft */
  async ask(draft) {
    const question = draft.state === "conflict" ? JSON.stringify([draft.theirs, draft.asked]) : "";
    if (question === this.panelOf) return;
    const isNew = !this.panelOf; // while the person types on in the form, the panel follows and leaves the focus there
    this.panelOf = question;
    this.panel?.remove();
    if (!question) return;
    this.panel = await panelOf(draft, async (picks) => {
      const after = await this.change((found) => chosen(found, picks));
      if (after) this.show(after);
      await this.device.send();
    });
    if (!this.panel) return;
    for (const old of document.querySelectorAll("[data-choose]")) old.remove();
    this.form.before(this.panel);
    if (isNew) this.panel.focus();
  }

  async saveFile() {
    const draft = await this.device.drafts.find(this.subject);
    if (draft) download(asText([draft], when), `rayon-${draft.written.slice(0, 10)}.txt`);
  }

  /**
   * @param {string} key
   * @param {() => unknown} act
   */
  async extra(key, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "ds-button small", textContent: await say(key) });
    made.dataset.variant = "secondary";
    made.addEventListener("click", act);
    return made;
  }

  makePlace() {
    const found = /** @type {HTMLElement | null} */ (document.querySelector("[data-outbox-state]"));
    if (found) return found;
    const made = document.createElement("p");
    made.className = "row muted";
    made.setAttribute("role", "status");
    made.dataset.outboxState = "";
    this.form.append(made);
    return made;
  }
}
