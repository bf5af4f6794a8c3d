// What this device keeps, in IndexedDB. The worker, the page and app.js share these few lines. Whatever says something
// about a customer is sealed before it comes here (safe.js); numbers of people, addresses and states stand as they are.

const NAME = "rayon-device";
const SHAPE = 1;

/** @typedef {"keys" | "drafts" | "pages" | "notes"} Name */

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/** @param {IDBDatabase} made */
function build(made) {
  made.createObjectStore("keys", { keyPath: "id" });
  made.createObjectStore("drafts", { keyPath: ["person", "subject"] }).createIndex("unsent", ["person", "unsent"]);
  made.createObjectStore("pages", { keyPath: ["person", "path"] });
  made.createObjectStore("notes", { keyPath: "id" });
}

/** @returns {Promise<IDBDatabase>} rejected where the browser keeps nothing (a private window, a full disk) */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, SHAPE);
    asked.onupgradeneeded = () => build(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = asked.result.onclose = () => {
        asked.result.close();
        opened = undefined;
      };
      resolve(asked.result);
    };
  });
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}

/**
 * @template T
 * @param {Name} name
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} once it is on the disk
 */
async function within(name, mode, act) {
  const transaction = (await database()).transaction(name, mode, { durability: mode === "readwrite" ? "strict" : "default" });
  const request = act(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}

/** @type {(name: Name, key: IDBValidKey) => Promise<any>} */
export const get = (name, key) => within(name, "readonly", (store) => store.get(key));

/** @type {(name: Name) => Promise<any[]>} */
export const all = (name) => within(name, "readonly", (store) => store.getAll());

/** @type {(name: Name, row: object) => Promise<unknown>} */
export const put = (name, row) => within(name, "readwrite", (store) => store.put(row));

/** @type {(name: Name, key: IDBValidKey) => Promise<unknown>} */
export const remove = (name, key) => within(name, "readwrite", (store) => store.delete(key));

/**
 * How many forms of this person the server does not have; their text stays sealed.
 * @param {number} person
 * @returns {Promise<number>}
 */
export const countUnsent = (person) => within("drafts", "readonly", (store) => store.index("unsent").count([person, 1]));

/**
 * How many pages this device keeps for a person.
 * @param {number} person
 * @returns {Promise<number>}
 */
export const countPages = (person) => within("pages", "readonly", (store) => store.count(IDBKeyRange.bound([person], [person, []])));
