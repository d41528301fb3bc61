/** Calls that book: each is kept with its key until it has an answer, so that it can be asked again and never done twice. */

import { NoAnswer, call } from "./api.js";
import { forgetAttempt, keepAttempt, listAttempts } from "./store.js";

/** Give a new attempt; `about` is what the page needs to tell how it ended. */
export const attemptTo = (path, body, about) => ({
  key: crypto.randomUUID(), path, body, about, at: new Date().toISOString(),
});

/** Give the answer to an attempt. Throws NoAnswer, with `wait` in seconds, as long as it is unknown how it ended. */
export async function send(attempt) {
  const again = attempt.tried === true;
  await keepAttempt({ ...attempt, tried: true });
  attempt.tried = true;
  const answer = await call("POST", attempt.path, { body: attempt.body, key: attempt.key });
  // It still runs; or an answer that says nothing about what an earlier try did.
  if (answer.status === 409 && isRunning(answer)) throw unknown(answer);
  if (again && [401, 403, 429].includes(answer.status)) throw unknown(answer);
  await forgetAttempt(attempt.key);
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
  return attempts.filter((each) => each.tried).sort((one, other) => one.at.localeCompare(other.at));
}

/** Keep of what has no answer only that it was asked: with another token its key says nothing, and it could be done twice. */
export async function forgetBodies() {
  for (const { key, about, at, tried } of await listAttempts()) await keepAttempt({ key, about, at, tried });
}
