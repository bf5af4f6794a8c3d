// Every request of htmx carries the token of the page; a form carries its own field besides.
import { whenHtmx } from "./htmx.js";

const meta = () => /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf-token"]'));

/**
 * Put a new token everywhere on the page: the old one belonged to a session that has ended.
 * @param {string} token
 */
export function renewToken(token) {
  meta()?.setAttribute("content", token);
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.setAttribute("value", token);
}

export function installCsrf() {
  whenHtmx("htmx:config:request", ({ request }) => {
    const token = meta()?.content;
    if (token && request.method !== "GET") request.headers["X-CSRFToken"] = token;
  });
}
