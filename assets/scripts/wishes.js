// How many change requests were typed beside the items, said beside the button that sends them.
function count() {
  const place = document.getElementById("wishes");
  if (!place) return;
  const fields = /** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll("textarea[name^='wish-']"));
  const number = [...fields].filter((field) => field.value.trim()).length;
  const words = (number === 1 ? place.dataset.one : place.dataset.more) ?? "";
  const text = number ? words.replace("{number}", String(number)) : "";
  if (place.textContent !== text) place.textContent = text;
}

export function installWishes() {
  document.addEventListener("input", count);
  document.addEventListener("htmx:after:swap", count);
  count();
}
