// What this phone keeps of the pass that it shows: one record, whose key cannot be read out.

const NAME = "pass";
const STORE = "phone";
const MINE = "mine";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function done(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Give what is kept; undefined where this phone shows no pass. */
export async function load() {
  return done((await opened()).transaction(STORE).objectStore(STORE).get(MINE));
}

/** Keep a pass on this phone, instead of what was there. */
export async function save(phone) {
  return done((await opened()).transaction(STORE, "readwrite").objectStore(STORE).put(phone, MINE));
}
