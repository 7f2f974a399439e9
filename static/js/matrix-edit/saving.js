// Saving: one request per cell at a time; the next one uses the version of the response. An action is {body, turn}: the
// data to send, and its number in the order of requests. The panel hears of the outcome by events on the table:
// cell:saved {key} and cell:problem {key, html, status}.

import { addressOf, cellOf, grid, here, mark, names, put, seenOf, words, wordsOf } from "./cells.js";
import { describe, failed, problems, tell, tellAll, waiting } from "./messages.js";
import { forget, nextTurn, remember } from "./stacks.js";

const tokenField = () => document.querySelector("[name=csrfmiddlewaretoken]");

function send(address, body) {
  const data = new URLSearchParams(body);
  data.delete("csrfmiddlewaretoken");
  const headers = { "HX-Request": "true", "X-CSRFToken": tokenField().value };
  return fetch(address, { method: "POST", body: data, headers });
}

// After a sign-in in another tab the CSRF token is outdated: load a new one with the form of a cell.
async function renewToken() {
  const form = addressOf(grid.querySelector("td").id.slice(1));
  const answer = await fetch(form, { headers: { "HX-Request": "true" } });
  const made = document.createElement("template");
  made.innerHTML = answer.ok ? await answer.text() : "";
  const token = made.content.querySelector("[name=csrfmiddlewaretoken]");
  if (token) tokenField().value = token.value;
  return Boolean(token);
}

// {status, html, change}: status 0 without an answer, 401 after a redirect to the sign-in.
export async function request(address, body) {
  try {
    let answer = await send(address, body);
    if (answer.status === 403 && (await renewToken())) answer = await send(address, body);
    const change = Number(answer.headers.get("X-Change"));
    return { status: answer.redirected ? 401 : answer.status, html: await answer.text(), change };
  } catch {
    return { status: 0 };
  }
}

export const isExpired = ({ status }) => status === 401 || status === 403;
export const isAnswered = ({ status }) => [200, 409, 422].includes(status);

let idle = [];
export const whenIdle = () => new Promise((resolve) => (waiting.size ? idle.push(resolve) : resolve()));

export function begin(keys) {
  for (const key of keys) {
    waiting.set(key, { next: null });
    failed.delete(key);
    mark(key, "failed", false);
    mark(key, "saving", true);
  }
  tellAll();
}

// Returns [key, action] of what was entered in these cells since.
export function end(keys) {
  const queued = keys.map((key) => [key, waiting.get(key)?.next]).filter(([, next]) => next);
  for (const key of keys) {
    waiting.delete(key);
    mark(key, "saving", false);
  }
  if (!waiting.size) {
    idle.forEach((resolve) => resolve());
    idle = [];
  }
  return queued;
}

export function flash(keys) {
  for (const key of keys) mark(key, "saved", true);
  setTimeout(() => keys.forEach((key) => mark(key, "saved", false)), 2000);
}

export function save(key, body) {
  perform(key, { body, turn: nextTurn() });
}

export function perform(key, act) {
  const running = waiting.get(key);
  if (running) running.next = act;
  else {
    begin([key]);
    attempt(key, act);
  }
}

async function attempt(key, act) {
  const body = new URLSearchParams(act.body);
  if (!body.has("seen")) body.set("seen", seenOf(cellOf(key)));
  const outcome = await request(addressOf(key), body);
  const next = end([key])[0]?.[1];
  // A newer action is waiting, so a conflict about the older one does not matter.
  if (!next || outcome.status === 200) settle(key, act, outcome);
  else if (!isAnswered(outcome)) settle(key, next, outcome);
  if (next && isAnswered(outcome)) perform(key, next);
}

function settle(key, act, outcome) {
  const { status, html, change } = outcome;
  if (status === 200 && put(html).keys.length) {
    problems.delete(key);
    mark(key, "conflict", false);
    flash([key]);
    const cell = cellOf(key);
    const { code, row } = names(cell);
    if (change) remember({ change, keys: [key], words: `${code} · ${row}`, turn: act.turn });
    grid.dispatchEvent(new CustomEvent("cell:saved", { detail: { key } }));
    if (cell === here()) describe(cell);
    tellAll(`${words.saved}: ${code}, ${wordsOf(cell)}`);
  } else if (status === 409 || status === 422) {
    problems.set(key, { html, status });
    mark(key, "conflict", true);
    forget(key);
    tellAll(status === 409 ? words.conflict : words.refused);
    grid.dispatchEvent(new CustomEvent("cell:problem", { detail: { key, html, status } }));
  } else {
    failed.set(key, { ...act, expired: isExpired(outcome) });
    mark(key, "failed", true);
    tellAll();
  }
}

export function tryAgain() {
  const again = [...failed];
  failed.clear();
  for (const [key, act] of again) perform(key, act);
}

// A resolved or discarded conflict is removed; also for a cell to reload.
export async function refresh(key) {
  const answer = await fetch(`${addressOf(key)}?cell`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return tell("failed", words.unreached);
  problems.delete(key);
  mark(key, "conflict", false);
  put(await answer.text());
  describe(cellOf(key));
  tell("", "", "");
  tellAll();
}
