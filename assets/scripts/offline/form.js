// A form with data-outbox: every input is on the device first, then on its way. Without this script it is a normal form.
import { panelOf } from "./choose.js";
import { begin, chosen, edited, isUnborn, isUnsent, pressed, wordsOf } from "./draft.js";
import { aboutIn, choicesIn, drawnIn, fillIn, labelsIn, showErrors, typedIn } from "./fields.js";
import { asText, download } from "./file.js";
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
    this.place = this.makePlace();
  }

  async start() {
    const { form, device } = this;
    if (this.isNew) form.dataset.subject = this.subject;
    form.dataset.put = (form.dataset.put || "/visits/{uid}/report").replace("{uid}", this.subject);
    form.addEventListener("input", () => this.save());
    form.addEventListener("change", () => this.save());
    form.addEventListener("submit", (event) => this.press(event));
    for (const plain of document.querySelectorAll("[data-plain]")) /** @type {HTMLElement} */ (plain).hidden = true; // it keeps itself
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
    const customer = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem("customer_id"))?.selectedOptions?.[0]?.textContent?.trim();
    return {
      ...draft,
      title: this.isNew && customer ? `${title}: ${customer}` : title,
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
    await this.change((draft) => (draft.state === "conflict" ? { ...pressed(draft, Date.now()), state: "conflict" } : this.about(pressed(draft, Date.now()))));
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
    const values = { time: when(draft.since ?? draft.received ?? Date.now()), number: String(draft.receipt ?? "") };
    place.dataset.state = words;
    const sentence = draft.summary && draft.state === "refused" ? draft.summary : words && (await say(`state-${words}`.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), values));
    if (place.dataset.state !== words) return;
    const parts = [Object.assign(document.createElement("span"), { textContent: sentence })];
    if (draft.state === "login") parts.push(await this.button("logIn", () => this.device.signIn()));
    if (["device", "forbidden", "gone", "refused"].includes(draft.state) && draft.since) parts.push(await this.button("saveFile", () => this.saveFile()));
    if (place.dataset.state !== words) return;
    place.replaceChildren(...parts);
    showErrors(form, draft.errors);
    await this.ask(draft);
    if (draft.state === "received" && draft.sent && this.pressed && form.dataset.done) this.leave(form.dataset.done, sentence);
  }

  /**
   * @param {string} address
   * @param {string} sentence said again where the person arrives
   */
  leave(address, sentence) {
    this.pressed = false;
    sessionStorage.setItem("received", sentence);
    location.assign(address.replace("{uid}", this.subject));
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
  async button(key, act) {
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
