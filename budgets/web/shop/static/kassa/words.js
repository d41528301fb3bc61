/** The words of the page in its language, as the server wrote them in it. */

const words = JSON.parse(document.getElementById("words").textContent);

export const language = document.documentElement.lang || "nl";

/** Give a sentence, with values where it has names in braces. */
export const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
