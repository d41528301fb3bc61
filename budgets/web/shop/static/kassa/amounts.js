/** Amounts, in whole cents or whole units, as they are typed and as they are shown. */

import { language, say } from "./words.js";

const MOST = 100_000_000;
const locale = language === "en" ? "en-NL" : "nl-NL";
const euros = new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" });

/** Give what was typed in whole cents, or in whole units of what is counted; null when it is no amount. */
export function read(typed, unit = "EUR") {
  const text = typed.replace(/[\s€]/g, "").replace(".", ",");
  if (!(unit === "EUR" ? /^(\d+(,\d{0,2})?|,\d{1,2})$/ : /^\d+$/).test(text)) return null;
  const [whole, part = ""] = text.split(",");
  const amount = unit === "EUR" ? Number(whole) * 100 + Number(part.padEnd(2, "0")) : Number(whole);
  return amount >= 1 && amount <= MOST ? amount : null;
}

/** Give an amount as people write it: "€ 12,50", "3 lessen". */
export const show = (amount, unit = "EUR") =>
  unit === "EUR" ? euros.format(amount / 100) : say(amount === 1 ? `one_${unit}` : `more_${unit}`, { amount });

/** Give an amount as it is typed. */
export const typed = (amount, unit = "EUR") =>
  unit === "EUR" ? `${Math.floor(amount / 100)},${String(amount % 100).padStart(2, "0")}` : String(amount);

/** Give the time of day of a moment, and the day with it when it is another one. */
export function moment(text) {
  const at = new Date(text);
  const today = at.toDateString() === new Date().toDateString();
  const asked = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(locale, { ...asked, timeZone: "Europe/Amsterdam" }).format(at);
}

/** Give a day, "2026-11-21", in words. */
export const day = (text) =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${text.slice(0, 10)}T00:00:00Z`));

/** Give today as "2026-11-21", in Amsterdam. */
export const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" }).format(new Date());
