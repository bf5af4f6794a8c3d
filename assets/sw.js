// The service worker: built files from the store, pages from the network. It hands out a page that this device keeps only
// where there is no network, and only to the person it was kept for: pages are sealed, and without the key of whoever is
// signed in there is nothing to hand out. It never touches what writes.
import { held } from "./scripts/offline/holder.js";
import { findPage } from "./scripts/offline/pages.js";
import { giveBack, passed } from "./scripts/offline/passed.js";
import { isStorable } from "./scripts/offline/paths.js";
import { all, put, remove } from "./scripts/offline/store.js";
import { SHELL } from "./scripts/offline/shell.js";

const VERSION = /** @type {string} */ (/** @type {any} */ (globalThis).RAYON_VERSION);
const FILES = /** @type {string[]} */ (/** @type {any} */ (globalThis).RAYON_FILES);
const STORE = "rayon-files";
const PATIENCE = 4000; // milliseconds for a page that is on the device
const LONGEST = 16_000; // more for one that is not
const SOON = 2000; // for what the device itself has
const KEEP = 15 * 86_400_000; // a day longer than the pages that need the files of an older build

const worker = /** @type {any} */ (self);

async function install() {
  await (await caches.open(STORE)).addAll(FILES);
  await (await caches.open(SHELL)).add(new Request("/offline", { cache: "no-store" }));
  await worker.skipWaiting();
}

/** Files of older builds stay for as long as a kept page may ask for them. */
async function tidy() {
  const now = Date.now();
  const builds = (await all("notes")).filter(({ files }) => files);
  for (const build of builds) if (build.id !== VERSION && !build.until) await put("notes", { ...build, until: now });
  await put("notes", { id: VERSION, files: FILES });
  const [old, kept] = [builds.filter(({ id, until }) => id !== VERSION && until && now - until > KEEP), new Set(FILES)];
  for (const build of builds) if (!old.includes(build)) for (const file of build.files) kept.add(file);
  const store = await caches.open(STORE);
  for (const build of old) {
    for (const file of build.files) if (!kept.has(file)) await store.delete(file);
    await remove("notes", build.id);
  }
}

/** Take over at once. Every page waits until this is done, so nothing in here may take long. */
async function activate() {
  await inTime(tidy(), SOON).catch(() => {});
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

/** @param {Request} request a built file: its name carries its digest, so it never changes */
async function file(request) {
  const store = await caches.open(STORE);
  const found = await store.match(request.url);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) await store.put(request.url, response.clone());
  return response;
}

/**
 * @template T
 * @param {Promise<T>} answer
 * @param {number} patience milliseconds
 * @returns {Promise<T>} rejected when it does not come in time
 */
function inTime(answer, patience) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), patience));
  return /** @type {Promise<T>} */ (Promise.race([answer, late]));
}

/**
 * While the tablet is with somebody else every page is the one that covers; the script on it lets nothing else through.
 * @param {any} event a navigation
 */
async function page(event) {
  const { pathname } = new URL(event.request.url);
  const answer = Promise.resolve(event.preloadResponse).then((early) => early ?? fetch(event.request));
  answer.catch(() => {});
  const note = await inTime(passed(), SOON).catch(() => null);
  if (!note) return fetched(answer, pathname);
  if (pathname !== note.path) return Response.redirect(note.page);
  const response = await fetched(answer, pathname);
  if (response.ok) return covered(response);
  if (response.status < 500 && response.type !== "error") await giveBack(); // nothing is filled in there any more
  return response;
}

/** @param {Response} response its page shows nothing before its script has covered it */
async function covered(response) {
  const html = (await response.text()).replace("<html", "<html data-covered");
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(html, { headers });
}

/**
 * The network first, and never later than that because of what the device keeps: its store is asked beside it.
 * @param {Promise<Response>} answer of the network
 * @param {string} pathname
 */
async function fetched(answer, pathname) {
  const kept = keptPage(pathname);
  kept.catch(() => {});
  const response = await inTime(answer, PATIENCE).catch(() => null);
  if (response && ![502, 503, 504].includes(response.status)) return response;
  const page = (await inTime(kept, SOON).catch(() => null)) ?? response;
  if (page) return page;
  return inTime(answer, LONGEST).catch(async () => (await (await caches.open(SHELL)).match("/offline")) ?? Response.error());
}

/**
 * @param {string} path
 * @returns {Promise<Response | null>} marked as kept, with the policy it came with
 */
async function keptPage(path) {
  if (!isStorable(path)) return null;
  const owner = await held();
  const found = owner && (await findPage(owner, path));
  if (!found) return null;
  const html = found.html.replace("<head>", `<head><meta name="stored" content="${found.at}">`);
  return new Response(html, {
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": found.policy, "Cache-Control": "no-store" },
  });
}

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});
