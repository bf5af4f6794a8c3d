// The session ended while the page stood open: sign-in opens over the page, then the request is sent again, so that
// nothing typed is lost. When somebody else signs in, nothing of the first person is sent.
import { renewToken } from "./csrf.js";
import htmx, { whenHtmx } from "./htmx.js";
import { sentence } from "./sentences.js";
import { say } from "./toast.js";

/** @type {(() => void)[]} */
let waiting = [];

const dialog = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("sign-in"));

/**
 * Ask for the sign-in; `again` runs once it succeeded.
 * @param {() => void} again
 */
export function afterSignIn(again) {
  waiting.push(again);
  const over = dialog();
  if (!over || over.open) return;
  over.showModal();
  htmx
    .ajax("GET", "/login?dialog=1", { source: over, target: "#sign-in-place", swap: "innerHTML" })
    .then(() => /** @type {HTMLElement | null} */ (over.querySelector('input:not([type="hidden"])'))?.focus());
}

/** @param {{csrf: string, person?: number | string}} detail */
function signedIn({ csrf, person }) {
  renewToken(csrf);
  const place = document.getElementById("sign-in-place");
  if (place) place.replaceChildren();
  const again = waiting;
  waiting = [];
  dialog()?.close();
  const before = document.querySelector('meta[name="person"]')?.getAttribute("content");
  if (person && before && String(person) !== before) {
    say(sentence("otherPerson"), "warning");
    setTimeout(() => location.reload(), 2500);
    return;
  }
  for (const run of again) run();
}

export function installSession() {
  whenHtmx("htmx:response:error", (context) => {
    if (context.response?.status !== 401 || context.autosave) return;
    const { sourceElement: source, sourceEvent: event, target, swap, request } = context;
    afterSignIn(() => htmx.ajax(request.method, request.action, { source, event, target, swap }));
  });
  document.addEventListener("signedIn", (event) => signedIn(/** @type {CustomEvent} */ (event).detail));
  dialog()?.addEventListener("close", () => {
    waiting = [];
  });
}
