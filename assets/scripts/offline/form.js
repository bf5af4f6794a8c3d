// A form with data-outbox: every input is on the device first, then on its way. Without this script it is a normal form.
import { panelOf } from "./choose.js";
import { begin, chosen, edited, isShut, isUnborn, isUnsent, pressed, wordsOf } from "./draft.js";
import { aboutIn, choicesIn, drawnIn, fillIn, labelsIn, typedIn } from "./fields.js";
import { asText, download } from "./file.js";
import { link } from "./line.js";
import { handOver, receiptOf } from "./receipt.js";
import { dropSummary, showErrors, showSummary, titleOf } from "./refused.js";
import { say, when } from "./words.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./merge.js").Values} Values */
/**
 * @typedef {object} Device what the form works with
 * @property {number} person
 * @property {import("./drafts.js").Drafts} drafts
 * @property {(soon?: boolean) => Promise<unknown>} send
 * @property {() => void} signIn the person pressed the button and has to log in first
 * @property {(path: string) => Promise<boolean>} take keep a page on this device
 */

const OF_REPORT = "customer_id branch_id contact_id channel purpose day at";

/** @param {Values} was @param {Values} now */
const changes = (was, now) => Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== was[name]));

export class OutboxForm {
  /**
   * @param {HTMLFormElement} form
   * @param {Device} device
   * @param {OutboxForm} [first] the form of this page that this one belongs to
   */
  constructor(form, device, first) {
    this.form = form;
    this.device = device;
    this.isNew = !form.dataset.subject;
    this.uid = first?.uid ?? (form.dataset.subject || /^#([0-9a-f-]{36})$/.exec(location.hash)?.[1] || crypto.randomUUID()).split(".")[0] ?? "";
    this.subject = form.dataset.subject?.replace("{uid}", this.uid) || this.uid;
    this.first = first;
    this.cover = /** @type {HTMLElement | null} */ (form.closest("[data-passed]")); // of somebody else, on this device
    this.isOpen = !this.cover;
    this.given = drawnIn(form);
    /** @type {Values} what the draft is known to hold */
    this.known = this.given;
    this.saving = Promise.resolve();
    this.waits = false;
    this.panelOf = "";
    this.isReady = false;
    const buttons = /** @type {HTMLButtonElement[]} */ (/** @type {unknown} */ ([...form.elements]));
    this.button = buttons.find(({ name, value }) => name === "finished" && value === "1") ?? null;
    this.words = this.button?.lastChild?.textContent ?? "";
    this.place = this.makePlace();
  }

  async start() {
    const { form, device } = this;
    form.dataset.subject = this.subject;
    form.dataset.put = (form.dataset.put || "/visits/{uid}/report").replace("{uid}", this.uid);
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
    const draft = await this.draft();
    if (draft && this.cover) this.show(draft);
    else if (draft && (isUnsent(draft) || draft.base > Number(form.dataset.rev ?? 0))) this.show(draft);
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
      const { known } = this;
      await this.change((draft) => this.about(edited(draft, patch, Date.now(), known)));
      this.known = { ...this.known, ...patch }; // only now: until it is kept it counts as typed
      this.device.send(true);
    });
    this.saving = this.saving.catch(() => this.giveUp());
    return this.saving;
  }

  /** @returns {Promise<Draft | null>} */
  draft() {
    return this.device.drafts.find(this.subject);
  }

  /** Where it is opened again: the address carries the uid of what was born here. @returns {string} */
  get page() {
    return (this.first ?? this).isNew ? `${location.pathname}#${this.uid}` : location.pathname;
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
    const fresh = { person: device.person, subject, kind: form.dataset.outbox ?? "", put: form.dataset.put ?? "", page: this.page, title: "" };
    const born = { about: this.isNew ? {} : null, early: Boolean(form.dataset.about), ...(this.cover && { passed: this.cover.dataset.name || "–" }) };
    const first = () => begin({ ...fresh, ...born, base: rev, values: given, labels: {}, choices: {} });
    const renewed = (/** @type {Draft} */ draft) => (!isUnsent(draft) && !draft.pending && rev > draft.base ? { ...draft, base: rev, seen: given, values: given } : draft);
    if (this.isNew) history.replaceState(history.state, "", `#${subject}`);
    return device.drafts.change(subject, (draft) => step(renewed(draft)), first);
  }

  /** @param {Draft} draft */
  about(draft) {
    const { form } = this;
    const title = this.cover?.querySelector("h2")?.textContent?.trim() ?? titleOf().replace(/ · Rayon$/, "");
    const option = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem("customer_id"))?.selectedOptions?.[0];
    const customer = option?.value ? option.textContent?.trim() : "";
    return {
      ...draft,
      title: this.isNew && customer ? `${title}: ${customer}` : title,
      customer: this.isNew ? customer : document.querySelector("h1")?.textContent?.trim(),
      labels: { ...draft.labels, ...labelsIn(form) }, // a page of another day shows other contacts
      choices: { ...draft.choices, ...choicesIn(form) },
      page: this.page,
      about: isUnborn(draft) ? aboutIn(form, (form.dataset.about ?? OF_REPORT).split(" ")) : draft.about,
    };
  }

  /** @param {SubmitEvent} event */
  async press(event) {
    if (this.isBroken) return;
    event.preventDefault();
    this.pressed = true;
    await this.finish();
    const outcome = await this.device.send();
    if (outcome === "login" && this.pressed) this.device.signIn();
  }

  /** What stands here is what is meant, on the device. */
  async finish() {
    await this.save();
    if (this.place.dataset.state !== "ready") await this.change((draft) => (draft.state === "conflict" ? { ...pressed(draft, Date.now()), state: "conflict" } : this.about(pressed(draft, Date.now()))));
  }

  /** Whoever it was passed to gives it back: nothing of theirs is left in the page. */
  shut() {
    this.isOpen = false;
    this.form.reset();
    dropSummary(this.form);
    fillIn(this.form, this.given);
    this.known = this.given;
  }

  /**
   * The draft changed, here or in another window, or the server answered.
   * @param {Draft} draft
   */
  show(draft) {
    if (!this.isOpen) return this.say(draft);
    const typed = changes(this.known, typedIn(this.form)); // not on the device yet: it stays
    const next = { ...this.given, ...draft.values, ...typed };
    fillIn(this.form, next);
    const before = Object.fromEntries(Object.keys(typed).map((name) => [name, this.known[name] ?? ""]));
    this.known = { ...this.given, ...draft.values, ...before }; // under what they type: they have not seen what came
    this.say(draft);
  }

  /** @param {Draft} draft */
  async say(draft) {
    const { place, form } = this;
    const words = wordsOf(draft);
    const isDone = draft.state === "received" && draft.sent;
    const hasArrived = isDone && this.isReady;
    const isFresh = this.isReady || !this.hasSpoken;
    this.hasSpoken = true;
    this.isReady = isUnsent(draft) && draft.finished;
    place.dataset.state = words;
    if (hasArrived && this.after && this.mayLeave()) return this.leave(draft);
    const sentence = await this.sentenceOf(draft, words);
    if (place.dataset.state !== words) return;
    const parts = [Object.assign(document.createElement("span"), { textContent: sentence })];
    if (this.cover) return this.sayCovering(draft, parts, isFresh);
    if (draft.state === "login") parts.push(await this.extra("logIn", () => this.device.signIn()));
    if (["device", "forbidden", "gone", "refused"].includes(draft.state) && draft.since) parts.push(await this.extra("saveFile", () => this.saveFile()));
    if (place.dataset.state !== words) return;
    if (isDone && this.after) parts.push(link(await say(draft.kind === "report" ? "toContact" : "open"), this.after));
    place.replaceChildren(...parts);
    await this.label(words === "ready" ? "ready" : isDone ? "sendChanges" : "");
    await this.sayRefused(draft, isFresh);
    await this.ask(draft);
    await this.moveIn(draft);
  }

  /**
   * To who holds the device: in the form while it is open; then that it is shut, or has to be opened once more.
   * @param {Draft} draft
   * @param {HTMLElement[]} parts
   * @param {boolean} isFresh
   */
  sayCovering(draft, parts, isFresh) {
    const inside = /** @type {HTMLElement | null} */ (this.cover?.querySelector("[data-outbox-state]") ?? null);
    if (this.isOpen) inside?.replaceChildren(...parts);
    else this.place.replaceChildren(...(isShut(draft) || draft.state === "refused" ? parts : []));
    if (this.isOpen) return this.sayRefused(draft, isFresh || !this.form.querySelector("[data-refused]"));
    showErrors(this.form, {});
  }

  /**
   * Beside the fields and on top of them; who types somewhere in the form is left there.
   * @param {Draft} draft
   * @param {boolean} isFresh nobody saw it yet
   */
  async sayRefused({ state, sent, errors, summary }, isFresh) {
    showErrors(this.form, errors);
    if (state === "received" && sent) dropSummary(this.form);
    if (state !== "refused" || !isFresh) return;
    const isTyping = this.isTyping;
    const top = await showSummary(this.form, errors, summary || (await say("stateRefused")));
    if (!isTyping) top?.focus();
  }

  /** The server knows what was born here: it has a page of its own, and that is the one to come back to. @param {Draft} draft */
  async moveIn(draft) {
    const page = this.form.dataset.page?.replace("{uid}", this.uid);
    if (!this.isNew || !page || !draft.base || this.isMoving || "passedOver" in document.documentElement.dataset) return;
    this.isMoving = true;
    this.isNew = !(await this.device.take(page));
    this.isMoving = false;
    if (this.isNew) return;
    history.replaceState(history.state, "", page);
    await this.change((found) => ({ ...found, page }));
  }

  /**
   * @param {Draft} draft
   * @param {string} words key of what the state is called
   */
  async sentenceOf(draft, words) {
    if (this.cover && isShut(draft)) return say(draft.state === "received" ? "statePassedReceived" : "statePassed", { name: draft.passed ?? "", time: when(draft.received ?? 0), number: String(draft.receipt ?? "") });
    if (this.cover && draft.state === "refused" && Object.keys(draft.errors).length && !this.isOpen) return say("statePassedRefused", { name: draft.passed ?? "" });
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
    return this.form.dataset.done?.replace("{uid}", this.uid) ?? "";
  }

  get isTyping() {
    return !this.pressed && document.activeElement?.closest("form") === this.form;
  }

  /** Nobody is taken out of a field: who types on stays, with a link. */
  mayLeave() {
    return !this.isTyping && !Object.keys(changes(this.known, typedIn(this.form))).length;
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
    const draft = await this.draft();
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

  /** Where its state is said: the place that names it, one of its own, or the one of the page. */
  makePlace() {
    const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-outbox-state]")]);
    const isOwn = (/** @type {HTMLElement} */ { dataset }) => this.form.id !== "" && dataset.outboxState === this.form.id;
    const found = all.find(isOwn) ?? all.find((one) => this.form.contains(one)) ?? (this.first ? undefined : all.find((one) => !one.closest("form, [data-passed]") && !one.dataset.outboxState));
    if (found) return found;
    const made = document.createElement("p");
    made.className = "row muted";
    made.setAttribute("role", "status");
    made.dataset.outboxState = "";
    this.form.append(made);
    return made;
  }
}
