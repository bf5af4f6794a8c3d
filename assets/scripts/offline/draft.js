// A form that was written on this device, and what becomes of it. Pure: a draft goes in, the next one comes out.
//
// What was sent stays in `pending`, body and key, until an answer came: a sending whose answer was lost is repeated
// letter by letter before anything newer goes, so the server knows it again and nothing conflicts with itself.
import { equal, merge } from "./merge.js";

/** @typedef {import("./merge.js").Values} Values */
/** @typedef {"device" | "sending" | "received" | "login" | "conflict" | "refused" | "forbidden" | "gone"} State */
/** @typedef {{person: number, form: 1, base: number, values: Values, finished: boolean, written_at: string, about: Values | null}} Body */
/**
 * @typedef {object} Draft
 * @property {number} person
 * @property {string} subject uid of what the form belongs to; with a suffix where that has several: uid.self
 * @property {string} kind
 * @property {string} put where it is sent
 * @property {string} page where it is opened
 * @property {string} title
 * @property {string} [customer] as the page names the customer; drafts of before lack it
 * @property {Record<string, string>} labels of the fields, for reading without the form
 * @property {Record<string, string[]>} choices radio groups
 * @property {Values | null} about who and when, of something that was born on this device
 * @property {boolean} [early] born here, and yet sent without the button: whom it is about is settled
 * @property {string} [passed] whose it is, typed on the device of somebody else; that person sees nothing of it
 * @property {number} base the version that `seen` was
 * @property {Values} seen
 * @property {Values} values
 * @property {boolean} finished the button was pressed and the server does not know it yet
 * @property {boolean} sent what the server has is the finished report, no draft
 * @property {string} written
 * @property {{key: string, body: Body} | null} pending
 * @property {State} state
 * @property {number | null} since the first change that the server lacks; null when it has everything
 * @property {number | null} receipt
 * @property {number | null} received
 * @property {Asked[]} asked
 * @property {{rev: number, values: Values} | null} theirs
 * @property {Record<string, string>} errors
 * @property {string} summary
 */
/** @typedef {import("./merge.js").Asked} Asked */
/** @typedef {{status: number, body?: any}} Answer status 0: there was none */

/**
 * @param {Pick<Draft, "person" | "subject" | "kind" | "put" | "page" | "title" | "base" | "values" | "about" | "early" | "passed" | "labels" | "choices">} given
 * @returns {Draft}
 */
export function begin(given) {
  const fresh = { finished: false, sent: false, written: "", pending: null, state: /** @type {State} */ ("received"), since: null };
  const empty = { receipt: null, received: null, asked: [], theirs: null, errors: {}, summary: "" };
  return { ...given, seen: given.values, ...fresh, ...empty };
}

/** @param {Draft} draft */
export const isUnsent = (draft) => draft.since !== null;

/** The server does not know of this yet. @param {Draft} draft */
export const isUnborn = (draft) => draft.about !== null && draft.base === 0;

/** What a link to it says: of somebody else's no more than the name. @param {Draft} draft */
export const nameOf = ({ passed, title }) => passed ?? title;

/** Handed back by whom it was typed for: it is theirs, and shut. @param {Draft} draft */
export const isShut = ({ passed, finished, sent, state }) => Boolean(passed) && (finished || sent) && state !== "refused";

/**
 * A draft as an older build left it.
 * @param {any} found
 * @returns {Draft}
 */
export function renewed({ visit = null, ...found }) {
  return { ...found, about: found.about ?? visit };
}

/** What only an unplanned contact has; the rest of what it is about stands in its report too. */
const ONLY_OF_CONTACT = ["customer_id", "branch_id", "purpose", "at"];

/**
 * @param {Draft} draft
 * @returns {Values}
 */
function sendable({ kind, values, about }) {
  if (!about || kind !== "report") return values;
  return Object.fromEntries(Object.entries(values).filter(([name]) => !ONLY_OF_CONTACT.includes(name)));
}

/** States that a new word ends; the others wait for what they name. @type {State[]} */
const OVER = ["received", "refused", "sending"];

/**
 * The person typed: only the fields that changed, so that two windows on one form do not undo each other. Where a text of
 * another device came into a field under their fingers, both are asked: nobody's words give way unseen.
 * @param {Draft} draft
 * @param {Values} patch
 * @param {number} now
 * @param {Values} [known] what the person had before them when they began to type
 * @returns {Draft}
 */
export function edited(draft, patch, now, known = draft.values) {
  const errors = Object.fromEntries(Object.entries(draft.errors).filter(([name]) => !Object.keys(patch).some((key) => key.split("=")[0] === name)));
  const state = OVER.includes(draft.state) ? "device" : draft.state;
  const next = { ...draft, values: { ...draft.values, ...patch }, since: draft.since ?? now, written: new Date(now).toISOString(), errors, state };
  if (next.theirs) return differing(next, next.theirs); // what is asked is asked about the text as it is now
  const came = Object.keys(patch).filter((name) => name in known && draft.values[name] === draft.seen[name] && draft.values[name] !== known[name]);
  if (!came.length) return next;
  const before = Object.fromEntries(came.map((name) => [name, known[name] ?? ""]));
  return differing({ ...next, seen: { ...draft.seen, ...before } }, { rev: draft.base, values: draft.seen });
}

/**
 * The person pressed the button: this is the report.
 * @param {Draft} draft
 * @param {number} now
 * @returns {Draft}
 */
export function pressed(draft, now) {
  const state = draft.state === "conflict" || draft.state === "login" ? draft.state : "device";
  return { ...draft, finished: true, since: draft.since ?? now, written: new Date(now).toISOString(), state };
}

/**
 * Make it ready to be sent; unchanged when there is nothing to send or the person has to choose first.
 * @param {Draft} draft
 * @param {() => string} uuid
 * @returns {Draft}
 */
export function starting(draft, uuid) {
  if (!isUnsent(draft) || ["conflict", "refused", "forbidden", "gone"].includes(draft.state)) return draft;
  if (draft.pending) return { ...draft, state: "sending" };
  if (!draft.finished && (draft.passed || (isUnborn(draft) && !draft.early))) return draft; // whom it is about may still change
  const { person, base, finished, written } = draft;
  const about = isUnborn(draft) ? draft.about : null;
  const body = { person, form: /** @type {1} */ (1), base, values: sendable(draft), finished, written_at: written, about };
  return { ...draft, pending: { key: uuid(), body }, state: "sending" };
}

/**
 * @param {Draft} draft
 * @param {Answer} answer to its `pending`
 * @param {number} now
 * @returns {Draft}
 */
export function answered(draft, { status, body }, now) {
  if (!draft.pending) return draft;
  if (status === 200) return taken(draft, body, now);
  if (status === 409) return differing(draft, body);
  if (status === 401) return { ...draft, state: "login" };
  // too large to be taken: the same body would be refused for ever, and nothing of it was stored
  if (status === 422 || status === 413) return { ...draft, pending: null, finished: false, state: "refused", errors: body?.errors ?? {}, summary: body?.summary ?? "" };
  if (status === 403) return { ...draft, pending: null, state: "forbidden" };
  if (status === 404) return { ...draft, pending: null, state: "gone" };
  return { ...draft, state: "device" }; // no answer, or "try later": the same sending again
}

/**
 * @param {Draft} draft
 * @param {{rev: number, receipt: number, state: string}} body
 * @param {number} now
 * @returns {Draft}
 */
function taken(draft, body, now) {
  const was = /** @type {{body: Body}} */ (draft.pending).body;
  const whole = equal(was.values, sendable(draft)) && (was.finished || !draft.finished);
  const left = whole && draft.passed ? {} : null; // nothing of it stays with somebody else
  return {
    ...draft,
    base: body.rev,
    values: left ?? draft.values,
    seen: left ?? was.values,
    pending: null,
    sent: body.state === "sent",
    receipt: body.receipt,
    received: now,
    finished: draft.finished && !whole,
    since: whole ? null : draft.since,
    state: whole ? "received" : "device",
    errors: was.finished ? {} : draft.errors, // kept as a draft is not yet put right
    summary: "",
  };
}

/**
 * @param {Draft} draft
 * @param {{rev: number, values: Values}} theirs
 * @returns {Draft}
 */
function differing(draft, theirs) {
  const { values, asked } = merge(draft.seen, draft.values, theirs.values, draft.choices);
  const next = { ...draft, pending: null, theirs, asked };
  if (asked.length) return { ...next, state: "conflict" };
  return settled(next, values);
}

/**
 * @param {Draft} draft in conflict, or just compared
 * @param {Values} values what stays, over mine where both changed a field
 * @returns {Draft} on the version that the server has
 */
export function settled(draft, values) {
  const { rev, values: seen } = /** @type {{rev: number, values: Values}} */ (draft.theirs);
  const same = equal(sendable({ ...draft, values }), seen) && !draft.finished;
  return { ...draft, values, base: rev, seen, theirs: null, asked: [], since: same ? null : draft.since, state: same ? "received" : "device" };
}

/**
 * The person chose.
 * @param {Draft} draft
 * @param {Values} picks by the name of what was asked
 * @returns {Draft}
 */
export function chosen(draft, picks) {
  if (!draft.theirs) return draft;
  const { values } = merge(draft.seen, draft.values, draft.theirs.values, draft.choices);
  const next = { ...values };
  for (const [name, value] of Object.entries(picks)) {
    const options = draft.choices[name];
    if (!options) next[name] = value;
    else for (const option of options) next[`${name}=${option}`] = option === value ? "on" : "";
  }
  return settled(draft, next);
}

/**
 * Words of the state, for the line of it: the key of a sentence.
 * @param {Draft} draft
 * @returns {string}
 */
export function wordsOf(draft) {
  if (draft.state === "received") return draft.sent ? "received" : draft.receipt ? "draftReceived" : "";
  return draft.state === "device" && draft.finished ? "ready" : draft.state;
}
