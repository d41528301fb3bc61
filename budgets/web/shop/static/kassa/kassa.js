/** The till: a thin client of /api/kassa/v1. It joins by a code, and after that shows the screen that the address names. */

import { NoAnswer, call } from "./api.js";
import { countUnanswered, letGo, reasonOf } from "./outcomes.js";
import * as overviews from "./overviews.js";
import * as paying from "./paying.js";
import * as receipts from "./receipts.js";
import { at, complain, make, show } from "./screens.js";
import { CannotKeep, keep, keepPairing, read, readPairing } from "./store.js";
import { say } from "./words.js";

const SCREENS = {
  "#betalen": paying.next,
  "#bonnen": receipts.listToday,
  "#dagtotalen": overviews.showToday,
  "#afrekeningen": overviews.listSettlements,
  "#kassa": showTill,
  "#meer": () => show("more"),
};

async function open() {
  if (!(await readPairing()).token) return show("pair", at("pairing"));
  return (SCREENS[location.hash] ?? paying.next)();
}

async function pair(event) {
  event.preventDefault();
  const code = at("pairing").value.trim();
  complain(at("pairing"), code ? "" : say("pairing_missing"));
  if (!code) return;
  try {
    const answer = await call("POST", "/apparaten/_koppel", { body: { koppelcode: code } });
    if (answer.status >= 300) return complain(at("pairing"), reasonOf(answer));
    await keepPairing(answer.body.token);
    at("pair-why").hidden = true;
    at("pair-form").reset();
    await open();
  } catch (mishap) {
    if (!(mishap instanceof NoAnswer)) throw mishap;
    // A code works once: whether it did is not known, and another costs nothing.
    complain(at("pairing"), say("pairing_lost"));
  }
}

/** Look again at what has no answer yet, the oldest first. */
async function check() {
  const [first] = await countUnanswered();
  if (first) await (first.about.kind === "pay" ? paying : receipts).end(first);
}

async function showTill() {
  at("activities").value = ((await read("activities")) ?? []).join("\n");
  show("till");
}

async function keepActivities(event) {
  event.preventDefault();
  const lines = at("activities").value.split("\n").map((line) => line.trim()).filter(Boolean);
  await keep("activities", [...new Set(lines)]);
  await offerActivities();
  at("activities-said").textContent = say("kept");
}

/** Offer what this till is used for, beside nothing in particular. */
async function offerActivities() {
  const lines = (await read("activities")) ?? [];
  at("activity").replaceChildren(make("option", say("any_activity"), { value: "" }), ...lines.map((line) => make("option", line, { value: line })));
  at("activity-choice").hidden = lines.length === 0;
}

async function leave() {
  await letGo();
  at("pair-why").hidden = true;
}

/** Whatever was being done: where nothing can be kept, no till can be. */
function stopWithoutKeeping(event) {
  if (!(event.reason instanceof CannotKeep)) return;
  event.preventDefault();
  show("unkept");
}

async function start() {
  await offerActivities();
  await open();
}

paying.prepare();
receipts.prepare();
overviews.prepare();
at("pair-form").addEventListener("submit", pair);
at("unanswered-check").addEventListener("click", check);
at("activities-form").addEventListener("submit", keepActivities);
at("leave").addEventListener("click", leave);
at("reload").addEventListener("click", () => location.reload());
window.addEventListener("unhandledrejection", stopWithoutKeeping);
// An address within the screen, as that of the link to what matters most, opens none.
window.addEventListener("hashchange", () => { if (!location.hash || location.hash in SCREENS) open(); });
// A tab that is open already leads back to where it begins.
for (const tab of document.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => { if (tab.hash === location.hash) open(); });
start();
