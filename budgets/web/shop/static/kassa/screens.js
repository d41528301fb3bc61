/** One screen of the page at a time. Who listens hears its heading, and what is said meanwhile. */

import { say } from "./words.js";

const status = document.getElementById("status");
let leaving = new AbortController();

/** Find an element of the page by its id. */
export const at = (id) => document.getElementById(id);

/** Show one screen and put the focus on its heading, or on `focus`. */
export function show(name, focus = null) {
  leaving.abort();
  leaving = new AbortController();
  for (const screen of document.querySelectorAll("[data-screen]")) screen.hidden = screen.dataset.screen !== name;
  status.textContent = "";
  const shown = document.querySelector(`[data-screen="${name}"]`);
  document.body.dataset.shown = name;
  for (const link of document.querySelectorAll("[data-tab]")) {
    if (shown.dataset.of === link.dataset.tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  window.scrollTo(0, 0);
  (focus ?? shown.querySelector("h1, h2")).focus();
}

/** Give the signal that ends when the screen that is shown now is left: what was begun there must not show over another. */
export const untilLeft = () => leaving.signal;

/** Say something to who cannot see it. */
export const announce = (text) => { status.textContent = text; };

/** Say what is wrong with a field, beside it; nothing: it is right. */
export function complain(field, text = "") {
  const place = at(`${field.id}-wrong`);
  place.textContent = text;
  place.hidden = !text;
  if (!text) return field.removeAttribute("aria-invalid");
  field.setAttribute("aria-invalid", "true");
  // Who comes to the field hears what is wrong with it; who is there already does not.
  if (document.activeElement === field) announce(text);
  field.focus();
}

/** Make an element with a text and attributes. */
export function make(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Write a list of words and what each is: [[word, text]]. */
export function describeIn(place, lines) {
  place.replaceChildren(...lines.map(([word, text]) => {
    const line = make("div");
    line.append(make("dt", say(word)), make("dd", text));
    return line;
  }));
}
