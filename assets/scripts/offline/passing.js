// "Pass the tablet to …": the form of the second person covers everything else, on this page and, by the worker, on all
// others, also after a restart; "Done, give it back" shuts it. What they wrote waits on the device, and its owner sees
// nothing of it; nor did they see anything of the owner's.
import { edited, isShut, isUnborn, isUnsent } from "./draft.js";
import { giveBack, pass } from "./passed.js";

/** @typedef {import("./form.js").OutboxForm} OutboxForm */

const STAYS = "dialog, template, script, #toasts";

/**
 * All that does not hold the section, from the body down.
 * @param {HTMLElement} section
 */
function around(section) {
  /** @type {HTMLElement[]} */
  const found = [];
  for (let at = section; at !== document.body && at.parentElement; at = at.parentElement) {
    for (const one of /** @type {HTMLElement[]} */ ([...at.parentElement.children])) if (one !== at && !one.hidden && !one.matches(STAYS)) found.push(one);
  }
  return found;
}

export class Passing {
  /**
   * @param {OutboxForm} theirs in the section that covers
   * @param {OutboxForm} mine
   * @param {(on: boolean) => void} told
   */
  constructor(theirs, mine, told) {
    this.theirs = theirs;
    this.mine = mine;
    this.told = told;
    this.section = /** @type {HTMLElement} */ (theirs.form.closest("[data-passed]"));
    this.place = /** @type {HTMLElement | null} */ (document.querySelector("[data-pass]"));
    this.button = /** @type {HTMLButtonElement | null} */ (this.place?.querySelector("[data-pass-over]") ?? null);
    /** @type {HTMLElement[]} */
    this.covered = [];
    theirs.form.addEventListener("submit", (event) => this.back(event), true); // before the form sends
    this.button?.addEventListener("click", () => this.over());
  }

  /** The page is on the device, so it can be passed on: a restart comes back to it. */
  async offer() {
    if (!this.place || this.theirs.isOpen) return;
    const draft = await this.theirs.draft();
    const isDone = (draft && isShut(draft)) || Number(this.theirs.form.dataset.rev ?? 0) > 0;
    if (this.button) this.button.hidden = isDone;
    this.place.hidden = false;
    if (draft && isDone) await this.theirs.say(draft);
  }

  async over() {
    const { mine, theirs } = this;
    await mine.save();
    if (mine.isNew) await mine.change((draft) => (isUnborn(draft) && !isUnsent(draft) ? mine.about(edited(draft, {}, Date.now())) : draft)); // theirs belongs to it
    await pass({ person: mine.device.person, path: location.pathname, page: mine.page });
    await this.cover();
    this.told(true);
    const draft = await theirs.draft();
    if (draft) theirs.show(draft); // they were here before, and have to put something right
  }

  /** Nothing but their form is left, to look at or to reach. */
  async cover() {
    this.covered = around(this.section);
    for (const one of this.covered) one.hidden = one.inert = true;
    this.section.hidden = false;
    this.theirs.isOpen = true;
    document.documentElement.dataset.passedOver = "";
    scrollTo(0, 0);
    this.section.focus();
  }

  /** @param {Event} event their button */
  async back(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.theirs.save();
    const draft = await this.theirs.draft();
    const wrote = draft !== null && isUnsent(draft);
    if (wrote) await this.theirs.finish();
    await giveBack();
    this.theirs.shut();
    this.section.hidden = true;
    for (const one of this.covered) one.hidden = one.inert = false;
    delete document.documentElement.dataset.passedOver;
    this.told(false);
    await this.offer();
    this.place?.scrollIntoView({ block: "center" });
    this.button?.focus();
    if (wrote) await this.theirs.device.send();
  }
}
