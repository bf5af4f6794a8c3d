// Menus open by themselves (<details>); this closes them on Escape, on a click outside and when the focus leaves.
const OPEN = "details[data-menu][open]";

export function installMenus() {
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
