/** The receipts of this shop: find one, give back, and book or cancel what is reserved. */

import { moment, read, show as amountOf, today, typed } from "./amounts.js";
import { NoAnswer, call } from "./api.js";
import { attemptTo } from "./attempts.js";
import { addLine, letGo, perform, reasonOf, showOutcome, tell } from "./outcomes.js";
import { announce, at, complain, describeIn, make, show, untilLeft } from "./screens.js";
import { say } from "./words.js";

const AMOUNT_IS = { geboekt: "paid", geretourneerd: "paid", gereserveerd: "reserved" };

/** The receipts of the day that is chosen; null as long as they are not known. */
let listed = null;
let receipt = null;
/** What was asked last for each place. */
const asked = new WeakMap();

/** Show the receipts of today, which may be another day than when they were shown before. */
export function listToday() {
  at("receipts-on").value = today();
  return list();
}

/** Show the receipts of the day that is chosen. */
export async function list() {
  if (!at("receipts-on").value) at("receipts-on").value = today();
  if (document.body.dataset.shown !== "receipts") show("receipts");
  listed = null;
  at("receipts-list").replaceChildren();
  const found = await look(`/bestedingen?datum=${at("receipts-on").value}`, at("receipts-said"));
  if (found === null) return;
  listed = found.bestedingen;
  draw();
}

/**
 * Give what the API answers to a question; null when it does not, and then `place` says why. Null also when it is not the question any
 * more: the screen was left, or another was asked for the same place.
 */
export async function look(path, place) {
  const left = untilLeft();
  const question = Symbol(path);
  asked.set(place, question);
  const over = () => left.aborted || asked.get(place) !== question;
  place.textContent = say("looking");
  try {
    const answer = await call("GET", path);
    if (over()) return null;
    place.textContent = answer.status < 300 ? "" : reasonOf(answer);
    if (answer.status === 401) await letGo();
    return answer.status < 300 ? answer.body : null;
  } catch (mishap) {
    if (!(mishap instanceof NoAnswer)) throw mishap;
    if (!over()) place.textContent = say("no_connection");
    return null;
  }
}

/** Show the day that was chosen; one of which a part was deleted is still being typed. */
function chooseDay(event) {
  event.preventDefault();
  if (at("receipts-on").value) list();
}

const digits = (text) => text.replace(/\D/g, "");

function draw() {
  if (listed === null) return;
  const asked = digits(at("receipts-number").value);
  const shown = listed.filter((each) => digits(each.bonnummer).includes(asked));
  at("receipts-list").replaceChildren(...shown.map(row));
  const text = shown.length ? say(shown.length === 1 ? "found_one" : "found_more", { count: shown.length }) : say("found_none");
  at("receipts-said").textContent = text;
}

const stateOf = ({ status, geretourneerd }) =>
  say(status === "geboekt" && geretourneerd ? "is_part_back" : `is_${status}`);

function row(each) {
  const item = make("li");
  const link = make("button", "", { type: "button", class: "receipt", "data-status": each.status });
  link.append(
    make("span", amountOf(each.bedrag, each.eenheid), { class: "amount" }), make("span", moment(each.geboektOp)),
    make("span", `${say("one_receipt")} ${each.bonnummer}`, { class: "number" }), make("span", stateOf(each), { class: "state" }),
  );
  link.onclick = () => open(each.id);
  item.append(link);
  return item;
}

/** Show one receipt, and what can be done with it. */
export async function open(id) {
  show("receipt");
  at("receipt-lines").replaceChildren();
  for (const form of [at("refund-form"), at("capture-form")]) form.hidden = true;
  const found = await look(`/bestedingen/${encodeURIComponent(id)}`, at("receipt-said"));
  if (found === null) return;
  receipt = found;
  describe();
  offer();
  announce(`${say("receipt")} ${receipt.bonnummer}`);
}

function describe() {
  const back = receipt.geretourneerd;
  const lines = [
    ["receipt", receipt.bonnummer], ["when", moment(receipt.geboektOp)], ["state", stateOf(receipt)],
    [AMOUNT_IS[receipt.status] ?? "asked", amountOf(receipt.bedrag, receipt.eenheid)],
    receipt.bijbetaling ? ["own_part_was", amountOf(receipt.bijbetaling, receipt.eenheid)] : null,
    back ? ["given_back", amountOf(back, receipt.eenheid)] : null,
    receipt.status === "gereserveerd" ? ["until", moment(receipt.verlooptOp)] : null,
    ["location", receipt.locatie], receipt.activiteit ? ["activity", receipt.activiteit] : null,
    receipt.referentie ? ["own_reference", receipt.referentie] : null,
  ];
  describeIn(at("receipt-lines"), lines.filter(Boolean));
}

function offer() {
  const left = receipt.bedrag - receipt.geretourneerd;
  const form = { geboekt: at("refund-form"), gereserveerd: at("capture-form") }[receipt.status];
  if (!form || left < 1) return;
  form.hidden = false;
  form.reset();
  form.elements.amount.value = typed(left, receipt.eenheid);
  complain(form.elements.amount);
}

function submit(event) {
  event.preventDefault();
  const form = event.target;
  if (event.submitter?.value === "cancel") return follow("cancel", "_annuleer", {}, receipt.bedrag);
  const amount = read(form.elements.amount.value, receipt.eenheid);
  const fits = amount !== null && amount <= receipt.bedrag - receipt.geretourneerd;
  complain(form.elements.amount, fits ? "" : say("amount_over"));
  if (!fits) return undefined;
  if (form === at("capture-form")) return follow("capture", "_boek", { bedrag: amount }, amount);
  return follow("refund", "_retourneer", { bedrag: amount, reden: form.elements.reason.value }, amount);
}

const follow = (kind, verb, body, amount) =>
  end(attemptTo(`/bestedingen/${receipt.id}/${verb}`, body, { kind, amount, unit: receipt.eenheid, id: receipt.id }));

/** Follow an attempt to change a receipt to its end, and show it. */
export async function end(attempt) {
  const answer = await perform(attempt);
  if (answer === null) return;
  const { id, kind, unit, amount } = attempt.about;
  tell(attempt, answer, [["to_receipts", list], ["open_receipt", () => open(id)]]);
  if (answer.status < 300) {
    const shown = kind === "cancel" ? amount : answer.body.bedrag;
    addLine({ refund: "given_back", capture: "paid", cancel: "let_go" }[kind], amountOf(shown, unit), "large");
  }
  showOutcome();
}

export function prepare() {
  at("receipts-form").addEventListener("submit", chooseDay);
  at("receipts-on").addEventListener("change", chooseDay);
  at("receipts-number").addEventListener("input", draw);
  at("refund-form").addEventListener("submit", submit);
  at("capture-form").addEventListener("submit", submit);
  at("receipt-back").addEventListener("click", list);
}
