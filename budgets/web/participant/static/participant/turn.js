// The page that shows a pass at a till: it draws another code each twenty seconds, with or without the internet.

import encodeQR from "../vendor/qr.js";
import { keep, makeCode, secondsLeft } from "./codes.js";
import { load, save } from "./store.js";

const PAIR = "/pas/telefoon";
const RENEW = "/pas/telefoon/vernieuw";
const LOG_IN = "/inloggen?next=/pas/toon";
const QUIET = 4; // squares of white around the code, as the standard asks
const SAYS = { "pass-unknown": "ended", "clock-too-far": "clock" };

const at = (id) => document.getElementById(id);
let phone;
let drawn = "";

function say(...words) {
  for (const each of document.querySelectorAll("[data-says]")) each.hidden = !words.includes(each.dataset.says);
}

function draw(code) {
  const rows = encodeQR(code, "raw", { ecc: "medium", border: QUIET });
  const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", squares.join(""));
  at("squares").setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  at("squares").replaceChildren(path);
  at("typed").textContent = `${code.slice(0, 5)}-${code.slice(5).match(/.{1,4}/g).join("-")}`;
  drawn = code;
}

async function turn() {
  const now = Date.now();
  const code = await makeCode(phone, now);
  if (code !== drawn) draw(code);
  at("left").textContent = secondsLeft(now);
}

async function show() {
  say(navigator.onLine ? "" : "offline");
  await turn();
  at("shown").hidden = false;
}

function stop(word) {
  say(word);
  at("shown").hidden = true;
  at("pairing").hidden = word === "clock";
}

async function ask(address, said) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(said), redirect: "manual" });
}

async function pair() {
  const answer = await ask(PAIR, { clock: Date.now() });
  if (answer.type === "opaqueredirect") {
    location.assign(LOG_IN);
    return;
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    stop(SAYS[told.code] ?? "failed");
    return;
  }
  const bytes = Uint8Array.from(atob(told.key), (sign) => sign.charCodeAt(0));
  phone = { municipality: told.municipality, handle: told.handle, key: await keep(bytes) };
  await save(phone);
  at("pairing").hidden = true;
  await show();
}

/** Ask for the handle of the day: shops cannot follow a phone for long. Without an answer the old one goes on. */
async function renew() {
  const now = Date.now();
  const answer = await ask(RENEW, { code: await makeCode(phone, now, "renew"), clock: now }).catch(() => null);
  if (answer === null) return;
  const told = await answer.json().catch(() => ({}));
  if (answer.ok && told.handle !== phone.handle) {
    phone.handle = told.handle;
    await save(phone);
  } else if (SAYS[told.code]) {
    phone = undefined;
    stop(SAYS[told.code]);
  }
}

async function begin() {
  at("pair").addEventListener("click", () => pair().catch(() => stop("failed")));
  navigator.serviceWorker?.register("/pas.sw.js", { scope: "/pas/toon" });
  phone = await load();
  if (phone === undefined) {
    stop("none");
    return;
  }
  await show();
  await renew();
}

setInterval(() => phone && !at("shown").hidden && turn(), 500);
for (const event of ["online", "offline"]) addEventListener(event, () => phone && say(navigator.onLine ? "" : "offline"));
begin().catch(() => stop("failed"));
