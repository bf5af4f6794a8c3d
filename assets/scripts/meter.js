// A line that gets long says so: textarea[data-wordy] with a .meter beside it. It warns, and refuses nothing.
/** @param {Event} event */
function measure({ target }) {
  const area = /** @type {Element} */ (target);
  if (!(area instanceof HTMLTextAreaElement) || !area.dataset.wordy) return;
  const place = /** @type {HTMLElement | null} */ (area.closest(".ds-field")?.querySelector(".meter") ?? null);
  if (!place) return;
  const { length } = area.value.trim();
  const words = length > Number(area.dataset.wordy) ? (place.dataset.say ?? "").replace("{number}", String(length)) : "";
  if (place.textContent !== words) place.textContent = words;
}

export function installMeter() {
  for (const type of ["input", "focusin"]) document.addEventListener(type, measure);
}
