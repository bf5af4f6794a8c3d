// Copy buttons appear only where they work; without one the text can be selected by hand.
import { say } from "./toast.js";

export function installCopy() {
  if (!navigator.clipboard) return;
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-copy]"))) {
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.copy ?? ""));
    button.hidden = !field;
    button.addEventListener("click", async () => {
      field?.select();
      await navigator.clipboard.writeText(field?.value ?? "");
      say(button.dataset.copied ?? "", "success");
    });
  }
}
