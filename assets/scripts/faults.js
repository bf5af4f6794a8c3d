// An answer that went wrong never disturbs the page: it is said in a toast, and what was typed stays.
import { whenHtmx } from "./htmx.js";
import { sentence } from "./sentences.js";
import { say } from "./toast.js";

/** Answers that the server draws itself, in the place of the form. */
const DRAWN = new Set([409, 422]);

/** @param {number} status */
export function keyOf(status) {
  return [403, 404, 413, 429].includes(status) ? String(status) : "fault";
}

export function installFaults() {
  whenHtmx("htmx:response:error", (context) => {
    const status = context.response?.status ?? 0;
    if (status === 401) return; // session.js sends it again as it was
    const empty = !context.text?.trim();
    if (empty) context.swap = "none"; // an empty answer would otherwise wipe the form it belongs to
    if (context.autosave) return;
    if (DRAWN.has(status) || (status === 429 && !empty)) return;
    say(sentence(keyOf(status)), "danger");
  });
  whenHtmx("htmx:error", (context, event) => {
    if (context.autosave || event.detail.error?.name === "AbortError") return;
    if (!context.response) say(sentence("network"), "danger");
  });
}
