/** What this till keeps when the page is closed: its pairing, its activities, and each call that has no answer yet. */

/** Nothing can be kept here: the browser refuses it, or has no room left. */
export class CannotKeep extends Error {}

let opening = null;

const open = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("kassa", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("attempts", { keyPath: "key" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function begin(store, mode) {
  try {
    return (await (opening ??= open())).transaction(store, mode);
  } catch {
    // A browser may close what is open at any time; opened again it holds the same.
    opening = open();
    return (await opening).transaction(store, mode);
  }
}

async function within(store, mode, act) {
  try {
    const transaction = await begin(store, mode);
    const request = act(transaction.objectStore(store));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  } catch (mishap) {
    throw new CannotKeep(mishap?.name, { cause: mishap });
  }
}

export const read = (name) => within("kept", "readonly", (store) => store.get(name));
export const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));

/** Keep that this till joined: its token, and an id that tells one pairing from another without telling the token. */
export const keepPairing = (token) => keep("pairing", { token, id: crypto.randomUUID() });
export const readPairing = async () => (await read("pairing")) ?? {};
export const forgetPairing = () => within("kept", "readwrite", (store) => store.delete("pairing"));

export const listAttempts = () => within("attempts", "readonly", (store) => store.getAll());
export const keepAttempt = (attempt) => within("attempts", "readwrite", (store) => store.put(attempt));
export const forgetAttempt = (key) => within("attempts", "readwrite", (store) => store.delete(key));
