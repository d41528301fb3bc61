/** What this till keeps when the page is closed: its token, its activities, and each call that has no answer yet. */

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("kassa", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("kept");
    request.result.createObjectStore("attempts", { keyPath: "key" });
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function within(store, mode, act) {
  const transaction = (await opened).transaction(store, mode);
  const request = act(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const read = (name) => within("kept", "readonly", (store) => store.get(name));
export const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
export const forget = (name) => within("kept", "readwrite", (store) => store.delete(name));

export const listAttempts = () => within("attempts", "readonly", (store) => store.getAll());
export const keepAttempt = (attempt) => within("attempts", "readwrite", (store) => store.put(attempt));
export const forgetAttempt = (key) => within("attempts", "readwrite", (store) => store.delete(key));
