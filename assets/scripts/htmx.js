// htmx 4, pinned. The rest of the scripts reach it here, with just the part of its shape that they use.
import htmx from "htmx.org";

/**
 * @typedef {object} Context What htmx knows about one request.
 * @property {HTMLElement} sourceElement
 * @property {Event} sourceEvent
 * @property {Element | string} target
 * @property {string} swap
 * @property {string} [text] The body of the answer, once read.
 * @property {{status: number, headers: Headers}} [response]
 * @property {{method: string, action: string, headers: Record<string, string>, body?: FormData | URLSearchParams, keepalive?: boolean, submitter?: HTMLElement | null}} request
 * @property {{ok?: boolean, status?: number}} [autosave] Set by autosave.js on its own requests: filled with the outcome.
 */

/**
 * @typedef {object} Htmx
 * @property {(method: string, address: string, options: object) => Promise<void>} ajax
 */

export default /** @type {Htmx} */ (/** @type {unknown} */ (htmx));

/**
 * Listen to an event of htmx anywhere on the page.
 * @param {string} name
 * @param {(context: Context, event: CustomEvent) => void} listener
 */
export function whenHtmx(name, listener) {
  document.addEventListener(name, (event) => {
    const custom = /** @type {CustomEvent} */ (event);
    if (custom.detail?.ctx) listener(custom.detail.ctx, custom);
  });
}
