/** Calls that book: each is kept with its key until it has an answer, so that it can be asked again and never done twice. */

import { NoAnswer, call } from "./api.js";
import { keepAttempt, listAttempts, readPairing } from "./store.js";
import { say } from "./words.js";

/** What stands for an answer when it can no longer be asked how an attempt ended: people look. */
export const LOST = { status: 410, body: { detail: say("unknown_lost") }, wait: 0 };

/** Give a new attempt; `about` is what the page needs to tell how it ended. */
export const attemptTo = (path, body, about) => ({
  key: crypto.randomUUID(), path, body, about, at: new Date().toISOString(), tried: false,
});

/** Give the answer to an attempt, or LOST. Throws NoAnswer, with `wait` in seconds, as long as it is unknown how it ended. */
export async function send(attempt) {
  const again = attempt.tried;
  const pairing = await readPairing();
  // A key says something to the till that it was first sent by, and another would do it once more.
  if (again && attempt.pairing !== pairing.id) return LOST;
  if (!again) await keepAttempt(Object.assign(attempt, { tried: true, pairing: pairing.id }));
  const answer = await call("POST", attempt.path, { body: attempt.body, key: attempt.key, pairing });
  if (answer.status === 409 && isRunning(answer)) throw unknown(answer);
  // What these answer to a later try says nothing about what an earlier one did.
  if (again && [401, 403, 429].includes(answer.status)) throw unknown(answer);
  if (again && answer.status === 422 && answer.body.code === "idempotency-key-reused") return LOST;
  return answer;
}

const isRunning = (answer) => answer.wait > 0 || answer.body.code === "in-progress";

function unknown(answer) {
  const mishap = new NoAnswer(String(answer.status));
  mishap.wait = answer.wait;
  return mishap;
}

/** Give what has no answer yet, the oldest first. */
export async function listUnanswered() {
  const attempts = await listAttempts();
  return attempts.sort((one, other) => one.at.localeCompare(other.at));
}

/** Keep of what has no answer only that it was asked: a pass and a PIN are of no more use when the till is let go. */
export async function forgetBodies() {
  for (const { body, ...rest } of await listAttempts()) await keepAttempt(rest);
}
