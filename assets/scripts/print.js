// Print buttons appear only where they work.
export function installPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.removeAttribute("hidden");
    button.addEventListener("click", () => window.print());
  }
}
