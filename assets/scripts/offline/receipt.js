// What is said of something that arrived: what it was, about whom, when, and under which number.
import { say, when } from "./words.js";

/** @typedef {{sent: boolean, customer?: string, received: number | null, receipt: number | null}} Receipt a draft, or what is told of one */

/** @param {Receipt} of */
export function receiptOf({ sent, customer, received, receipt }) {
  const key = `state${sent ? "Received" : "DraftReceived"}${customer ? "About" : ""}`;
  return say(key, { time: when(received ?? Date.now()), number: String(receipt ?? ""), customer: customer ?? "" });
}

const KEY = "received";

/**
 * Leave a receipt for the page that is opened next. Whom it is about stands there; it is not written down in clear.
 * @param {import("./draft.js").Draft} draft
 */
export function handOver({ subject, sent, received, receipt }) {
  sessionStorage.setItem(KEY, JSON.stringify({ subject, sent, received, receipt }));
}

/** The receipt that the page before left, said once; empty when there is none. */
export async function takeOver() {
  const left = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (!left) return "";
  const receipt = JSON.parse(left);
  const customer = location.pathname === `/visits/${receipt.subject}` ? document.querySelector("h1")?.textContent?.trim() : "";
  return receiptOf({ ...receipt, customer });
}
