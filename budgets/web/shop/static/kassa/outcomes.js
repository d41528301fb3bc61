/** How an attempt ended: yes, no with the reason, wait, or unknown. Unknown is tried again with the same key. */

import { moment, show as amountOf } from "./amounts.js";
import { NoAnswer } from "./api.js";
import { LOST, forgetBodies, listUnanswered, send } from "./attempts.js";
import { announce, at, make, show, untilLeft } from "./screens.js";
import { forgetAttempt, forgetPairing } from "./store.js";
import { say } from "./words.js";

const FIRST_WAIT_S = 2;
const LONGEST_WAIT_S = 30;

/**
 * Give the answer to an attempt, or LOST, however often it takes; null when it is left for later, or the till is let go. An answer that
 * comes when its screen was left is not heard: another customer may stand here, and the attempt stays among what has no answer.
 */
export async function perform(attempt) {
  show("busy");
  for (let wait = FIRST_WAIT_S; ; wait = Math.min(wait * 2, LONGEST_WAIT_S)) {
    const left = untilLeft();
    try {
      const answer = await send(attempt);
      if (left.aborted) return null;
      // Nobody waits for this: what cannot be forgotten is asked again one day, and has the same answer.
      forgetAttempt(attempt.key).catch(() => {});
      if (answer.status !== 401) return answer;
      await letGo();
      return null;
    } catch (mishap) {
      if (!(mishap instanceof NoAnswer)) throw mishap;
      if (left.aborted || !(await askAgain(attempt, Math.max(wait, mishap.wait ?? 0)))) return null;
    }
  }
}

/** Forget the pairing, which opens nothing any more, and ask for another. */
export async function letGo() {
  await forgetPairing();
  await forgetBodies();
  show("pair", at("pairing"));
  at("pair-why").hidden = false;
}

/** Show that it is unknown how an attempt ended. Gives true when it is to be tried again, false: later. */
function askAgain(attempt, wait) {
  at("unknown-what").textContent = describe(attempt);
  if (document.body.dataset.shown !== "unknown") show("unknown");
  sayNext(say("unknown_next", { seconds: wait }));
  return new Promise((resolve) => {
    const end = (again) => {
      clearTimeout(timer);
      window.removeEventListener("online", now);
      if (again) sayNext(say("unknown_busy"));
      resolve(again);
    };
    const now = () => end(true);
    const timer = setTimeout(now, wait * 1000);
    window.addEventListener("online", now);
    at("unknown-now").onclick = now;
    untilLeft().addEventListener("abort", () => end(false));
  });
}

function sayNext(text) {
  at("unknown-next").textContent = text;
  announce(text);
}

const describe = ({ about, at: when }) =>
  say(`what_${about.kind}`, { amount: about.amount ? amountOf(about.amount, about.unit) : "", at: moment(when) });

/** Show what was answered; `choices` are the buttons, the first of which goes first: [[word, what it does]]. */
export function tell(attempt, answer, choices) {
  const { about } = attempt;
  const done = answer.status < 300;
  const kind = done ? "yes" : answer.status === 429 || answer === LOST ? "wait" : "no";
  const screen = document.querySelector('[data-screen="outcome"]');
  screen.dataset.kind = kind;
  screen.dataset.of = about.kind === "pay" ? "pay" : "receipts";
  for (const icon of screen.querySelectorAll("[data-icon]")) icon.toggleAttribute("hidden", icon.dataset.icon !== kind);
  at("outcome-lines").replaceChildren();
  at("outcome-reason").textContent = done ? "" : reasonOf(answer);
  at("outcome-reason").hidden = done;
  at("outcome-heading").textContent = say(done ? `done_${answer.body.status}` : headingOf(about, answer, kind));
  at("outcome-choices").replaceChildren(...choices.map(button));
  if (answer === LOST) addLine("asked", describe(attempt));
}

function headingOf(about, answer, kind) {
  if (answer === LOST) return "unknown";
  return about.kind === "pay" || kind === "wait" ? `outcome_${kind}` : "outcome_refused";
}

/** Add a line to what is shown: a word, and what it is. */
export function addLine(word, text, kind = "") {
  const line = make("div", "", kind ? { class: kind } : {});
  line.append(make("dt", say(word)), make("dd", text));
  at("outcome-lines").append(line);
}

/** Show what was told; what can be done next goes when it is left, and the pass with it. */
export function showOutcome() {
  show("outcome");
  untilLeft().addEventListener("abort", () => at("outcome-choices").replaceChildren());
}

function button([word, act], place) {
  const primary = place === 0 ? "primary-action" : "secondary-action";
  const made = make("button", say(word), { type: "button", class: `utrecht-button utrecht-button--${primary}` });
  made.onclick = act;
  return made;
}

/** Give the reason of a no, as the server says it. */
export function reasonOf({ status, body }) {
  if (status === 400 && body.errors?.length) return body.errors.map((each) => `${each.veld} ${each.reden}`).join("; ");
  return body.detail ?? body.title ?? say("no_reason");
}

/** Show on the first screen how many attempts have no answer yet. */
export async function countUnanswered() {
  const waiting = await listUnanswered();
  at("unanswered").hidden = waiting.length === 0;
  at("unanswered-count").textContent = say(waiting.length === 1 ? "unanswered_one" : "unanswered_more", { count: waiting.length });
  return waiting;
}
