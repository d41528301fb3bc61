/** Paying: an amount, a pass, a PIN when it is asked, and a plain yes or no. */

import { moment, read, show as amountOf } from "./amounts.js";
import { attemptTo } from "./attempts.js";
import { addLine, countUnanswered, perform, showOutcome, tell } from "./outcomes.js";
import { announce, at, complain, show, whenLeft } from "./screens.js";
import { say } from "./words.js";
import { open as openReceipt } from "./receipts.js";

/** Refusals after which part may be paid with the pass and the rest otherwise. */
const SPLITS = ["exceeds-available-balance", "not-a-whole-number-of-points", "limit-reached"];
/** Refusals after which the same pass is shown again. */
const SHOWN_AGAIN = ["pass-unknown", "code-out-of-time", "code-used"];
const PIN_ASKED = ["pin-required", "pin-wrong"];

let sale = null;
let pass = "";
let pin = "";

/** Begin with the next customer: nothing of the one before is left. */
export async function next() {
  forgetPass();
  sale = null;
  at("pay-form").reset();
  showChosen();
  complain(at("amount"));
  show("pay", at("amount"));
  await countUnanswered();
}

function forgetPass() {
  pass = "";
  pin = "";
}

/** Show the amount again, to change it. */
function change() {
  forgetPass();
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
  sale = { bedrag: amount, eenheid: form.unit.value, deelbetaling: form.split.checked, reserveer: form.reserve.checked };
  if (form.activity.value.trim()) sale.activiteit = form.activity.value.trim();
  if (form.reference.value.trim()) sale.referentie = form.reference.value.trim();
  askPass(event.submitter?.value === "type");
}

function askPass(typing = false) {
  forgetPass();
  at("code-form").reset();
  complain(at("code"));
  for (const place of document.querySelectorAll("[data-sale]")) place.textContent = amountOf(sale.bedrag, sale.eenheid);
  if (typing) return show("type", at("code"));
  show("scan");
  return lookThrough();
}

async function lookThrough() {
  const scanning = await import("./scanning.js");
  whenLeft(scanning.stop);
  try {
    await scanning.start(at("camera"), found);
    announce(say("camera_on"));
  } catch {
    if (document.body.dataset.shown !== "scan") return;
    show("type", at("code"));
    complain(at("code"), say("camera_missing"));
  }
}

function found(code) {
  navigator.vibrate?.(80);
  pass = code;
  return pay();
}

async function pay() {
  const body = pin ? { pas: pass, ...sale, pin } : { pas: pass, ...sale };
  return follow(attemptTo("/bestedingen", body, { kind: "pay", amount: sale.bedrag, unit: sale.eenheid }));
}

/** Follow an attempt to pay to its end, and show it; also one of before, of which the customer may be gone. */
export async function follow(attempt) {
  const answer = await perform(attempt);
  if (answer === null) return undefined;
  const { status, body } = answer;
  if (status === 422 && sale && PIN_ASKED.includes(body.code)) return askPin(body.code === "pin-wrong" ? body.detail : "");
  tell(attempt, answer, choicesAfter(answer, attempt));
  if (status < 300) {
    showBooked(body, attempt.about.unit);
  } else {
    addLine("asked", amountOf(attempt.about.amount, attempt.about.unit));
    if (splits(answer)) addLine("split_ask", say("split_why"), "hint");
  }
  return showOutcome();
}

function showBooked(body, unit) {
  addLine(body.status === "gereserveerd" ? "reserved" : "paid", amountOf(body.bedrag, unit), "large");
  if (body.bijbetaling) addLine("own_part", amountOf(body.bijbetaling), "large due");
  addLine("receipt", body.bonnummer);
  if (body.verlooptOp) addLine("until", moment(body.verlooptOp));
}

const splits = ({ status, body }) => status === 422 && sale && !sale.deelbetaling && SPLITS.includes(body.code);

function choicesAfter(answer, attempt) {
  const { status, body } = answer;
  if (status < 300 && body.status === "gereserveerd") return [["next", next], ["open_receipt", () => openReceipt(body.id)]];
  if (status < 300 || !sale) return [["next", next]];
  const choices = [["next", next], ["other_amount", change]];
  const again = ["scan_again", () => askPass()];
  if (status === 429) return [["try_again", () => follow({ ...attempt, tried: false })], ...choices];
  if (splits(answer)) return [["split_yes", split], ...choices];
  return SHOWN_AGAIN.includes(body.code) ? [again, ...choices] : [...choices, again];
}

/** What a phone showed may be over by now: then the answer says so, and it is scanned again. */
function split() {
  sale = { ...sale, deelbetaling: true };
  return pay();
}

function askPin(wrong) {
  at("pin-form").reset();
  show("pin", at("pin"));
  complain(at("pin"), wrong);
}

function submitPin(event) {
  event.preventDefault();
  pin = /^\d{4,6}$/.test(at("pin").value) ? at("pin").value : "";
  at("pin").value = "";
  complain(at("pin"), pin ? "" : say("pin_missing"));
  if (pin) pay();
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
  at("scan-type").addEventListener("click", () => askPass(true));
  at("type-scan").addEventListener("click", () => askPass());
}
