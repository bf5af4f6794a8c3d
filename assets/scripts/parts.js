// Editing a document in place: buttons that belong to a form elsewhere, Enter and Escape in a form, and the way from an
// item to the lines of the imported text it came from.
import { whenHtmx } from "./htmx.js";

/** The address of a button counts for htmx too, as it does for the browser; a bare hx-get goes where its link goes. */
function followButtons() {
  whenHtmx("htmx:config:request", ({ request, sourceElement }) => {
    const own = request.submitter?.getAttribute("formaction");
    if (own && sourceElement.matches("form")) request.action = own;
    if (sourceElement.matches('a[hx-get=""]')) request.action = sourceElement.getAttribute("href") ?? "";
  });
}

function followKeys() {
  document.addEventListener("keydown", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && field.matches("[data-enter]")) {
      event.preventDefault();
      const { form, value } = /** @type {HTMLTextAreaElement} */ (field);
      if (form && (value.trim() || form.querySelector("select, input[name=code]"))) form.requestSubmit(); // else stay
    }
    if (event.key === "Escape") {
      const close = /** @type {HTMLElement | null} */ (field.closest("form")?.querySelector("[data-close-form]"));
      if (!close) return;
      event.preventDefault();
      field.blur(); // saves what was typed first
      close.click();
    }
  });
  document.addEventListener("focusin", (event) => {
    const field = /** @type {HTMLTextAreaElement} */ (event.target);
    if (!field.matches("[data-caret-end]")) return;
    field.removeAttribute("data-caret-end");
    field.setSelectionRange(field.value.length, field.value.length);
  });
}

function followLines() {
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest?.("a[data-lines]");
    if (!link) return;
    const numbers = link.getAttribute("data-lines")?.split(",") ?? [];
    const lines = numbers.map((number) => document.getElementById(`line-${number}`)).filter((line) => line !== null);
    if (!lines[0]) return;
    event.preventDefault();
    for (const marked of document.querySelectorAll(".source-lines .marked")) marked.classList.remove("marked");
    for (const line of lines) line.classList.add("marked");
    lines[0].scrollIntoView({ block: "nearest" });
  });
}

/** Undoing and removing leave the page where it is, whatever was drawn anew. */
function stayThere() {
  /** @type {number | null} */
  let top = null;
  whenHtmx("htmx:before:request", ({ request }) => {
    top = /\/(undo|remove)$/.test(request.action ?? "") ? window.scrollY : null;
  });
  whenHtmx("htmx:after:swap", () => {
    if (top === null) return;
    const back = () => window.scrollTo({ top: /** @type {number} */ (top), behavior: "instant" });
    back();
    requestAnimationFrame(() => {
      back();
      top = null;
    });
  });
}

/** Closing the form of a new item adds what was typed in it: no word is dropped. */
function keepTyped() {
  document.addEventListener("click", (event) => {
    const close = /** @type {Element} */ (event.target).closest?.("[data-close-form]");
    const form = close?.closest("form:not([data-autosave])");
    const field = /** @type {HTMLTextAreaElement | null | undefined} */ (form?.querySelector("[name=text]"));
    if (!field?.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    /** @type {HTMLFormElement} */ (form).requestSubmit();
  }, true);
}

export function installParts() {
  keepTyped();
  stayThere();
  followButtons();
  followKeys();
  followLines();
}
