// Browsers throw away what a site keeps when it was not used for a while, unless it stands on the home screen: say so once.
const KEY = "no-home-hint";

const isInstalled = () => matchMedia("(display-mode: standalone)").matches || Boolean(/** @type {any} */ (navigator).standalone);

export async function hint() {
  const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-home-hint]"));
  if (!box || isInstalled() || localStorage.getItem(KEY) || !matchMedia("(pointer: coarse)").matches) return;
  box.hidden = false;
  box.querySelector("button")?.addEventListener("click", () => {
    localStorage.setItem(KEY, "1");
    box.remove();
  });
}
