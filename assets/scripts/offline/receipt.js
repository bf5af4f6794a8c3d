// What is said of something that arrived: what it was, about whom, when, and under which number.
import { say, when } from "./words.js";

/** @typedef {{kind: string, sent: boolean, title?: string, customer?: string, received: number | null, receipt: number | null}} Receipt a draft, or what is told of one */

/** @param {Receipt} of */
export function receiptOf({ kind, sent, title, customer, received, receipt }) {
  const isReport = kind === "report";
  const about = (isReport ? customer : title) ?? "";
  const key = `state${sent ? "Received" : "DraftReceived"}${!about ? "" : isReport || !sent ? "About" : "Of"}`;
  return say(key, { time: when(received ?? Date.now()), number: String(receipt ?? ""), customer: about });
}

const KEY = "received";

/**
 * Leave a receipt for the page that is opened next. Whom it is about stands there; it is not written down in clear.
 * @param {import("./draft.js").Draft} draft
 */
export function handOver({ subject, kind, sent, received, receipt }) {
  sessionStorage.setItem(KEY, JSON.stringify({ subject, kind, sent, received, receipt }));
}

/** The receipt that the page before left, said once; empty when there is none. */
export async function takeOver() {
  const left = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (!left) return "";
  const receipt = JSON.parse(left);
  const isThere = location.pathname.endsWith(`/${receipt.subject.split(".")[0]}`);
  const customer = isThere ? document.querySelector("h1")?.textContent?.trim() : "";
  return receiptOf({ ...receipt, customer, title: customer });
}
