// Menus open by themselves (<details>); this closes them on Escape, on a click outside and when the focus leaves.
const OPEN = "details[data-menu][open]";

/**
 * Turn an opened menu upwards when it falls off the bottom of the window and there is more room above.
 * @param {HTMLDetailsElement} menu
 */
function place(menu) {
  menu.classList.remove("up");
  const items = menu.querySelector(".menu-items");
  if (!menu.open || !items) return;
  const bottom = document.querySelector(".actions")?.getBoundingClientRect().top ?? innerHeight;
  const { bottom: end, height } = items.getBoundingClientRect();
  if (end > Math.min(bottom, innerHeight) && menu.getBoundingClientRect().top > height + 64) menu.classList.add("up");
  else items.scrollIntoView({ block: "nearest" });
}

export function installMenus() {
  document.addEventListener("toggle", (event) => {
    const menu = /** @type {HTMLDetailsElement} */ (event.target);
    if (menu.matches?.("details.decide-menu")) place(menu);
  }, true);
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(OPEN)) if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(OPEN)) {
      menu.removeAttribute("open");
      menu.querySelector("summary")?.focus();
    }
  });
  document.addEventListener("focusout", (event) => {
    const menu = /** @type {Element} */ (event.target).closest?.(OPEN);
    if (menu && event.relatedTarget && !menu.contains(/** @type {Node} */ (event.relatedTarget))) menu.removeAttribute("open");
  });
}
