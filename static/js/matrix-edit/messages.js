// The bar above the grid: the current cell and the state of saving, visible and for screen readers.

import { names, words, wordsOf } from "./cells.js";

const state = document.getElementById("mx-state");
const said = document.getElementById("mx-said");
const where = document.getElementById("mx-where");
const retry = document.getElementById("mx-retry");

export const waiting = new Map(); // key → {next}: the action to send after the current one
export const failed = new Map(); // key → the action that could not be sent
export const problems = new Map(); // key → {html, status}: the panel with a conflict or an error

let telling;
export function say(text) {
  clearTimeout(telling);
  if (text) telling = setTimeout(() => (said.textContent = text), 250);
}

export function tell(kind, text, aloud = text) {
  state.hidden = !text;
  state.className = `mx-state mx-state--${kind}`;
  state.textContent = text;
  say(aloud);
}

// A message of the server, with a link.
export function tellHtml(html) {
  tell("failed", " ", "");
  state.innerHTML = html;
  say(state.textContent);
}

export function signIn() {
  const link = document.createElement("a");
  link.href = `${words.signinHref}?next=${encodeURIComponent(location.pathname)}`;
  link.target = "_blank";
  link.textContent = words.signin;
  return link;
}

export function tellExpired() {
  tell("failed", `${words.expired} `);
  state.append(signIn());
}

export function tellAll(last) {
  if ([...failed.values()].some((one) => one.expired)) tellExpired();
  else if (failed.size) tell("failed", words.failed);
  else if (problems.size) tell("failed", last ?? words.conflict);
  else if (waiting.size) tell("saving", words.saving, "");
  else if (last) tell("saved", last);
  retry.hidden = !failed.size;
}

export function describe(cell) {
  if (!cell) return;
  const { term, row } = names(cell);
  const strong = document.createElement("strong");
  strong.textContent = term;
  const quiet = document.createElement("span");
  quiet.className = "mx-where__words";
  quiet.textContent = ` ${wordsOf(cell)}`;
  const title = document.createElement("bdi");
  title.textContent = row;
  where.replaceChildren(strong, quiet, " · ", title);
}

export function describeText(text) {
  const strong = document.createElement("strong");
  strong.textContent = text;
  where.replaceChildren(strong);
}
