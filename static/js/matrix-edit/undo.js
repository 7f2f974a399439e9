// Undo and redo: the server reverts the Change, and answers with the cells that it wrote.

import { cellOf, focusOn, here, names, put, words, wordsOf } from "./cells.js";
import { describe, tell, tellAll, tellExpired, tellHtml } from "./messages.js";
import { begin, end, flash, isAnswered, isExpired, perform, request, whenIdle } from "./saving.js";
import { done, nextTurn, remember, tellStacks, undone } from "./stacks.js";

const form = document.getElementById("mx-undo-form");

// One after the other, however fast the keys are.
let before = Promise.resolve();
export function goBack(kind) {
  before = before.then(() => step(kind));
}

async function step(kind) {
  await whenIdle();
  const stack = kind === "undo" ? done : undone;
  const entry = stack.pop();
  if (!entry) return tell("saving", words.nothing);
  const { keys } = entry;
  const link = keys.length === 1 && cellOf(keys[0])?.querySelector("a");
  if (link && here()) focusOn(link);
  begin(keys);
  const outcome = await request(form.action, { change: entry.change });
  const queued = end(keys);
  if (outcome.status === 200) undid(kind, entry, outcome);
  else if (isAnswered(outcome)) tellHtml(outcome.html);
  else {
    stack.push(entry); // it can be tried again
    if (isExpired(outcome)) tellExpired();
    else tell("failed", words.failed);
  }
  tellStacks();
  for (const [key, act] of queued) perform(key, act);
}

function undid(kind, entry, { html, change }) {
  const { keys, said } = put(html);
  const written = entry.keys.length ? entry.keys : keys.filter((key) => cellOf(key)?.dataset.seen === `${change}`);
  remember({ change, keys: written, words: entry.words, turn: nextTurn() }, kind);
  flash(written);
  describe(here());
  const cell = written.length === 1 && cellOf(written[0]);
  const what = cell ? `${names(cell).code}, ${wordsOf(cell)}` : said;
  tellAll(`${kind === "undo" ? words.undone : words.redone}: ${what}`);
}
