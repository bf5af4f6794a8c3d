// The lists of /offline: what this person took along, and what the server does not have yet. Everything else is locked.
import { isShut, nameOf, wordsOf } from "./draft.js";
import { asText, download } from "./file.js";
import { listPages } from "./pages.js";
import { takenRows } from "./taken.js";
import { all, remove } from "./store.js";
import { button, link } from "./line.js";
import { say, sayNumber, when } from "./words.js";

/** @typedef {import("./drafts.js").Drafts} Drafts */
/** @typedef {import("./draft.js").Draft} Draft */

/** @param {string} id */
const part = (id) => /** @type {HTMLElement | null} */ (document.getElementById(id));

/** @param {string} id @param {Node[]} rows */
function fill(id, rows) {
  const box = part(id);
  if (!box) return;
  box.hidden = !rows.length;
  box.querySelector("ul")?.replaceChildren(...rows);
}

/** @param {...(Node | string)} parts */
function row(...parts) {
  const made = document.createElement("li");
  made.append(...parts);
  return made;
}

/**
 * @param {import("./pages.js").Owner | null} owner null: nobody is signed in on this device
 * @param {Drafts | null} drafts
 * @param {() => unknown} signOut
 * @returns {() => Promise<void>} draws them again
 */
export function showList(owner, drafts, signOut) {
  if (!part("device-words")) return async () => {};
  part("device-again")?.addEventListener("click", () => (location.pathname === "/offline" ? location.assign("/") : location.reload()));
  part("device-out")?.addEventListener("click", signOut);
  part("device-file")?.addEventListener("click", async () => {
    const unsent = ((await drafts?.unsent()) ?? []).filter(({ passed }) => !passed);
    if (unsent.length) download(asText(unsent, when), `rayon-${new Date().toISOString().slice(0, 10)}.txt`);
  });
  const draw = async () => {
    const unsent = (await drafts?.unsent()) ?? [];
    const pages = owner ? await listPages(owner) : [];
    fill("device-unsent", await Promise.all(unsent.map((draft) => draftRow(draft, /** @type {Drafts} */ (drafts)))));
    const taken = part("device-taken");
    if (taken) taken.hidden = !pages.length;
    part("device-days")?.replaceChildren(...takenRows(pages, await say("reportLink")));
    const locked = (await all("drafts")).filter(({ person, unsent: is }) => is && person !== owner?.person).length;
    const place = part("device-locked");
    if (place) place.textContent = locked ? await sayNumber("locked", locked) : "";
    const nothing = part("device-nobody");
    if (nothing) nothing.hidden = owner !== null;
    const out = part("device-out");
    if (out) out.hidden = owner === null;
    document.documentElement.dataset.listed = "";
  };
  if (!owner) draw();
  return draw;
}

/** @param {Draft} draft @param {Drafts} drafts */
async function draftRow(draft, drafts) {
  const words = wordsOf(draft);
  const key = isShut(draft) ? "statePassed" : `state${words[0]?.toUpperCase()}${words.slice(1)}`;
  const state = Object.assign(document.createElement("span"), { className: "muted", textContent: await say(key, { time: when(draft.since ?? 0), number: "", name: draft.passed ?? "" }) });
  const question = await say("throwAwaySure");
  const away = button(await say("throwAway"), async () => {
    if (!confirm(question)) return;
    await remove("drafts", [draft.person, draft.subject]);
    drafts.changed(draft);
  });
  return row(link(nameOf(draft), draft.page), " ", state, " ", away);
}
