// What can be undone and redone. The page lists the person's latest Changes that apply, so undo survives a reload; each
// save adds one. An entry is {change, keys, words, turn}: the Change, the cells that it wrote, what it changed, and its
// number in the order of requests.

import { words } from "./cells.js";

const undo = document.getElementById("mx-undo");
const redo = document.getElementById("mx-redo");
const UNDOABLE = 100;

const past = JSON.parse(document.getElementById("mx-undoable")?.textContent || "[]");
export const done = past.map(([change, said]) => ({ change, keys: [], words: said, turn: 0 }));
export const undone = [];
let turns = 0;

export const nextTurn = () => (turns += 1);

export function tellStacks() {
  for (const [button, stack] of [[undo, done], [redo, undone]]) button.disabled = !stack.length;
  undo.title = done.length ? `${words.undoes} ${done.at(-1).words}` : "";
}

// Responses arrive in any order; undo follows the order of requests. `kind`: "undo", "redo" or "" for a new Change.
export function remember(entry, kind = "") {
  if (kind === "undo") undone.push(entry);
  else {
    done.push(entry);
    done.sort((one, other) => one.turn - other.turn);
  }
  if (!kind) undone.length = 0;
  if (done.length > UNDOABLE) done.shift();
  tellStacks();
}

// A cell with a conflict has a newer version, which is not this person's to undo.
export function forget(key) {
  for (const stack of [done, undone]) {
    stack.splice(0, stack.length, ...stack.filter((one) => !one.keys.includes(key)));
  }
  tellStacks();
}
