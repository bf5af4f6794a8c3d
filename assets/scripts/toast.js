// Short messages in the corner. The region is role=status, so they are read out; what went wrong stays until closed.
const LINGER = 8000;

/**
 * @param {string} text
 * @param {string} [kind] success | info | warning | danger
 */
export function say(text, kind = "info") {
  const region = document.getElementById("toasts");
  const pattern = /** @type {HTMLTemplateElement | null} */ (document.getElementById("toast"));
  const blank = pattern?.content.querySelector(".toast");
  if (!region || !blank || !text) return;
  for (const shown of region.querySelectorAll(".toast p")) if (shown.textContent === text) shown.closest(".toast")?.remove();
  const toast = /** @type {HTMLElement} */ (blank.cloneNode(true));
  toast.dataset.kind = kind;
  const use = toast.querySelector("use");
  const icon = { success: "circle-check", danger: "circle-alert", warning: "triangle-alert" }[kind] ?? "info";
  use?.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*/, `#${icon}`));
  const words = toast.querySelector("p");
  if (words) words.textContent = text;
  region.append(toast);
  linger(toast);
}

/** @param {HTMLElement} toast */
function linger(toast) {
  if (toast.dataset.kind === "danger" || toast.dataset.kind === "warning") return;
  let timer = 0;
  const start = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => toast.remove(), LINGER);
  };
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("focusout", start);
  start();
}

export function installToasts() {
  for (const toast of document.querySelectorAll("#toasts .toast")) linger(/** @type {HTMLElement} */ (toast));
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest?.("[data-close]")) target.closest(".toast")?.remove();
  });
  document.addEventListener("toast", (event) => {
    const { text, kind } = /** @type {CustomEvent} */ (event).detail ?? {};
    say(text, kind);
  });
}
