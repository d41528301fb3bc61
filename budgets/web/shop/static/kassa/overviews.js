/** What came in on a day, and what was or will be paid to the shop. */

import { day, show as amountOf, today } from "./amounts.js";
import { NoAnswer, fetchFile } from "./api.js";
import { look } from "./receipts.js";
import { at, describeIn, make, show } from "./screens.js";
import { say } from "./words.js";

/** Show the totals of today, per location and kind. */
export function showToday() {
  at("day-on").value = today();
  show("day");
  return showDay();
}

/** Show the day that was chosen; one of which a part was deleted is still being typed. */
function chooseDay(event) {
  event.preventDefault();
  if (at("day-on").value) showDay();
}

async function showDay() {
  at("day-lines").replaceChildren();
  at("day-table").hidden = true;
  const found = await look(`/dagtotalen?datum=${at("day-on").value}`, at("day-said"));
  if (found === null) return;
  const lines = found.totalen;
  at("day-lines").replaceChildren(...lines.map(total));
  at("day-table").hidden = lines.length === 0;
  at("day-said").textContent = lines.length ? "" : say("day_empty");
}

function total(line) {
  const row = make("tr");
  const where = make("th", line.locatie, { scope: "row" });
  where.append(make("span", say(`kind_${line.soort}`)));
  row.append(
    where, make("td", String(line.aantal), { class: "number" }), make("td", amountOf(line.bedrag, line.eenheid), { class: "number" }),
  );
  return row;
}

/** Show what was settled with this shop. */
export async function listSettlements() {
  show("settlements");
  const found = await look("/afrekeningen", at("settlements-said"));
  if (found === null) return;
  at("settlements-list").replaceChildren(...found.afrekeningen.map(settlement));
  at("settlements-said").textContent = found.afrekeningen.length ? "" : say("settlements_empty");
}

function settlement(each) {
  const item = make("li");
  const link = make("button", "", { type: "button", class: "receipt" });
  link.append(
    make("span", amountOf(each.uitbetaald), { class: "amount" }), make("span", `${day(each.van)} – ${day(each.tot)}`),
    make("span", `${say("settlement")} ${each.nummer}`, { class: "number" }), make("span", say(`is_${each.status}`), { class: "state" }),
  );
  link.onclick = () => openSettlement(each.id);
  item.append(link);
  return item;
}

async function openSettlement(id) {
  show("settlement");
  at("settlement-lines").replaceChildren();
  at("settlement-facts").replaceChildren();
  at("settlement-table").hidden = at("settlement-files").hidden = true;
  const found = await look(`/afrekeningen/${encodeURIComponent(id)}`, at("settlement-said"));
  if (found === null) return;
  describeIn(at("settlement-facts"), [
    ["period", `${day(found.van)} – ${day(found.tot)}`], ["state", say(`is_${found.status}`)],
    ["spent", amountOf(found.besteed)], ["taken_back", amountOf(found.geretourneerd)], ["fee", amountOf(found.kosten)],
    ["transfer", amountOf(found.uitbetaald)],
  ]);
  at("settlement-lines").replaceChildren(...found.regels.map(settled));
  at("settlement-table").hidden = at("settlement-files").hidden = false;
  for (const link of document.querySelectorAll("[data-statement]")) link.onclick = () => download(id, link.dataset.statement, found.nummer);
}

function settled(line) {
  const row = make("tr");
  const what = make("td", line.bonnummer || say("came_back"));
  what.append(make("span", [line.locatie, line.activiteit].filter(Boolean).join(" · ")));
  row.append(make("th", day(line.datum), { scope: "row" }), what, make("td", amountOf(line.bedrag), { class: "number" }));
  return row;
}

const TYPES = { csv: "text/csv", pdf: "application/pdf" };

async function download(id, kind, number) {
  try {
    const file = await fetchFile(`/afrekeningen/${encodeURIComponent(id)}`, TYPES[kind]);
    const address = URL.createObjectURL(file);
    make("a", "", { href: address, download: `${say("settlement").toLowerCase()}-${number}.${kind}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (mishap) {
    if (!(mishap instanceof NoAnswer)) throw mishap;
    at("settlement-said").textContent = say("no_connection");
  }
}

export function prepare() {
  at("day-form").addEventListener("submit", chooseDay);
  at("day-on").addEventListener("change", chooseDay);
  at("settlement-back").addEventListener("click", listSettlements);
}
