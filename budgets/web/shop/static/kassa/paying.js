/** Paying: an amount, a pass, a PIN when it is asked, and a plain yes or no. */

import { moment, read, show as amountOf } from "./amounts.js";
import { LOST, attemptTo } from "./attempts.js";
import { addLine, countUnanswered, perform, showOutcome, tell } from "./outcomes.js";
import { announce, at, complain, show, untilLeft } from "./screens.js";
import { say } from "./words.js";
import { list as listReceipts, open as openReceipt } from "./receipts.js";

/** Refusals after which part may be paid with the pass and the rest otherwise. */
const SPLITS = ["exceeds-available-balance", "not-a-whole-number-of-points", "limit-reached"];
/** Refusals after which the same pass is shown again. */
const SHOWN_AGAIN = ["pass-unknown", "code-out-of-time", "code-used"];
const PIN_ASKED = ["pin-required", "pin-wrong"];

/**
 * What is asked of who stands here, as it will be sent: an amount, then a pass, then a PIN. Once it is sent it belongs to its attempt,
 * and what is answered is judged by that.
 */
let asked = null;

/** Begin with the next customer: nothing of the one before is left. */
export async function next() {
  at("pay-form").reset();
  showChosen();
  complain(at("amount"));
  change();
  await countUnanswered();
}

/** Show the amount again, to change it. */
function change() {
  asked = null;
  show("pay", at("amount"));
}

function showChosen() {
  const form = at("pay-form").elements;
  const unit = form.unit.value;
  const amount = read(form.amount.value, unit);
  at("amount-shown").textContent = amount === null ? "" : amountOf(amount, unit);
  at("amount-label").textContent = say(`amount_${unit}`);
  const chosen = [
    unit === "EUR" ? "" : form.unit.selectedOptions[0].text, form.activity.value,
    form.split.checked ? say("split_short") : "", form.reserve.checked ? say("reserve_short") : "",
  ];
  at("chosen").textContent = chosen.filter(Boolean).join(" · ");
  document.querySelector('[data-for="amount"] [data-press=","]').disabled = unit !== "EUR";
}

function submitAmount(event) {
  event.preventDefault();
  const form = at("pay-form").elements;
  const amount = read(form.amount.value, form.unit.value);
  complain(form.amount, amount === null ? say(form.unit.value === "EUR" ? "amount_wrong" : "count_wrong") : "");
  if (amount === null) return;
  const sale = { bedrag: amount, eenheid: form.unit.value, deelbetaling: form.split.checked, reserveer: form.reserve.checked };
  if (form.activity.value.trim()) sale.activiteit = form.activity.value.trim();
  if (form.reference.value.trim()) sale.referentie = form.reference.value.trim();
  if (event.submitter?.value === "type") askCode(sale);
  else scan(sale);
}

/** Show a screen that asks for what a sale still lacks. */
function ask(screen, sale, field) {
  asked = sale;
  for (const place of document.querySelectorAll("[data-sale]")) place.textContent = amountOf(sale.bedrag, sale.eenheid);
  show(screen, field);
}

function askCode(sale) {
  at("code-form").reset();
  complain(at("code"));
  ask("type", sale, at("code"));
}

async function scan(sale) {
  ask("scan", sale);
  const left = untilLeft();
  try {
    const scanning = await import("./scanning.js");
    if (left.aborted) return;
    left.addEventListener("abort", scanning.stop);
    await scanning.start(at("camera"), found);
    if (!left.aborted) announce(say("camera_on"));
  } catch {
    if (left.aborted) return;
    askCode(sale);
    complain(at("code"), say("camera_missing"));
  }
}

function found(code) {
  navigator.vibrate?.(80);
  pay({ ...asked, pas: code });
}

function askPin({ pin, ...sale }, wrong) {
  at("pin-form").reset();
  ask("pin", sale, at("pin"));
  complain(at("pin"), wrong);
}

/** Pay what is asked. What a phone showed may be over by now: then the answer says so, and it is scanned again. */
const pay = (body) => goOn(attemptTo("/bestedingen", body, { kind: "pay", amount: body.bedrag, unit: body.eenheid }));

/** Follow an attempt to pay to its end, and go on with who stands here. */
async function goOn(attempt) {
  asked = null;
  const answer = await perform(attempt);
  if (answer === null) return;
  const { status, body } = answer;
  if (status === 422 && PIN_ASKED.includes(body.code)) askPin(attempt.body, body.code === "pin-wrong" ? body.detail : "");
  else tellPaid(attempt, answer, waysToGoOn(attempt, answer));
}

/** Follow an attempt of before to its end, and show it. Its customer may be gone: nothing more is done with that pass. */
export async function end(attempt) {
  const answer = await perform(attempt);
  if (answer !== null) tellPaid(attempt, answer, waysOn(answer));
}

function tellPaid(attempt, answer, choices) {
  const { amount, unit } = attempt.about;
  tell(attempt, answer, choices);
  if (answer.status < 300) showBooked(answer.body, unit);
  else if (answer !== LOST) addLine("asked", amountOf(amount, unit));
  if (choices.some(([word]) => word === "split_yes")) addLine("split_ask", say("split_why"), "hint");
  showOutcome();
}

function showBooked(body, unit) {
  addLine(body.status === "gereserveerd" ? "reserved" : "paid", amountOf(body.bedrag, unit), "large");
  if (body.bijbetaling) addLine("own_part", amountOf(body.bijbetaling, unit), "large due");
  addLine("receipt", body.bonnummer);
  if (body.verlooptOp) addLine("until", moment(body.verlooptOp));
}

/** Give what can be done next, whoever stands here. */
function waysOn(answer) {
  if (answer === LOST) return [["to_receipts", listReceipts], ["next", next]];
  return answer.body.status === "gereserveerd" ? [["next", next], ["open_receipt", () => openReceipt(answer.body.id)]] : [["next", next]];
}

/** Give what can be done next with who was refused and stands here: with the sale of that attempt, whatever stands elsewhere. */
function waysToGoOn(attempt, answer) {
  const { status, body } = answer;
  if (status < 300 || answer === LOST) return waysOn(answer);
  const { pas, pin, ...sale } = attempt.body;
  const ways = [...waysOn(answer), ["other_amount", change]];
  const again = ["scan_again", () => scan(sale)];
  if (status === 429) return [["try_again", () => goOn({ ...attempt, tried: false })], ...ways];
  if (status === 422 && !sale.deelbetaling && SPLITS.includes(body.code)) return [["split_yes", () => pay({ ...attempt.body, deelbetaling: true })], ...ways];
  return SHOWN_AGAIN.includes(body.code) ? [again, ...ways] : [...ways, again];
}

function submitPin(event) {
  event.preventDefault();
  const pin = /^\d{4,6}$/.test(at("pin").value) ? at("pin").value : "";
  at("pin").value = "";
  complain(at("pin"), pin ? "" : say("pin_missing"));
  if (pin) pay({ ...asked, pin });
}

function submitCode(event) {
  event.preventDefault();
  const code = at("code").value.trim();
  complain(at("code"), code ? "" : say("code_missing"));
  if (code) found(code);
}

/** Let the keys on the screen type into the field that they belong to. */
function press(event) {
  const key = event.target.closest("[data-press]");
  if (!key) return;
  const field = at(key.closest("[data-for]").dataset.for);
  if (key.dataset.press === "back") field.value = field.value.slice(0, -1);
  else if (field.value.length < field.maxLength) field.value += key.dataset.press;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function prepare() {
  at("pay-form").addEventListener("submit", submitAmount);
  at("pay-form").addEventListener("input", () => { complain(at("amount")); showChosen(); });
  at("code-form").addEventListener("submit", submitCode);
  at("pin-form").addEventListener("submit", submitPin);
  for (const pad of document.querySelectorAll("[data-for]")) pad.addEventListener("click", press);
  for (const back of document.querySelectorAll("[data-back]")) back.addEventListener("click", change);
  at("unknown-later").addEventListener("click", next);
  at("scan-type").addEventListener("click", () => askCode(asked));
  at("type-scan").addEventListener("click", () => scan(asked));
}
