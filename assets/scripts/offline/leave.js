// Signing out on a device that may have no network: the key is forgotten at once, and the cookie that is left makes the
// server end the session at the very next request, whatever it asks for. With something unsent the person is asked first.
import { forget } from "./holder.js";
import { countUnsent } from "./store.js";
import { piece, say, sayNumber } from "./words.js";

const MONTH = 30 * 86_400;

/** Nobody's from here on. */
export async function lock() {
  document.documentElement.dataset.leaving = ""; // this window goes its own way when all others are told
  await forget();
  sessionStorage.clear();
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `signed_out=1; Path=/; Max-Age=${MONTH}; SameSite=Lax${secure}`;
  new BroadcastChannel("rayon").postMessage({ type: "out" });
  location.replace("/login");
}

/**
 * @param {number} person
 * @param {() => Promise<unknown>} send
 */
export async function leave(person, send) {
  const unsent = await countUnsent(person).catch(() => 0);
  if (!unsent) return lock();
  const dialog = /** @type {HTMLDialogElement | null} */ (await piece("device-leave"));
  if (!dialog) return lock();
  const place = /** @type {HTMLElement} */ (dialog.querySelector("[data-said]"));
  place.textContent = await sayNumber("leave", unsent);
  dialog.querySelector("[data-lock]")?.addEventListener("click", lock);
  dialog.querySelector("[data-send]")?.addEventListener("click", async () => {
    place.textContent = await say("stateSending");
    await send();
    const left = await countUnsent(person);
    if (!left) return lock();
    place.textContent = await sayNumber("leaveStill", left);
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
