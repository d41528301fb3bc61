/** One call of the API, and what came of it. Nothing about a pass is ever put in an address. */

import { readPairing } from "./store.js";
import { language } from "./words.js";

const BASE = "/api/kassa/v1";
const PATIENCE_MS = 12_000;

/** Nobody knows whether the server did what was asked: the line was cut, or it took too long. */
export class NoAnswer extends Error {}

/** Give the answer {status, body, wait} to a call; `wait` is in seconds. Throws NoAnswer. */
export async function call(method, path, { body, key, pairing } = {}) {
  const response = await fetchAnswer(method, path, { body, key, pairing });
  // What stands between here and the server answers in its own way: that is no answer of ours.
  if (response.status >= 500) throw new NoAnswer(String(response.status));
  try {
    const said = response.status === 204 ? {} : await response.json();
    return { status: response.status, body: said, wait: Number(response.headers.get("Retry-After")) || 0 };
  } catch {
    throw new NoAnswer("cut off");
  }
}

/** Give a file that belongs to something, as bytes. Throws NoAnswer. */
export async function fetchFile(path, type) {
  const response = await fetchAnswer("GET", path, { accept: type });
  if (!response.ok) throw new NoAnswer(String(response.status));
  return response.blob();
}

async function fetchAnswer(method, path, { body, key, pairing, accept = "application/json" }) {
  const headers = { Accept: accept, "Accept-Language": language };
  const { token } = pairing ?? (await readPairing());
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const asked = { method, headers, body: body && JSON.stringify(body), signal: patience, cache: "no-store" };
  try {
    return await fetch(BASE + path, { ...asked, credentials: "omit" });
  } catch (mishap) {
    throw new NoAnswer(mishap.name);
  }
}
