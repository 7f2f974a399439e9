// The matrix editor: keys set the strength, and each cell is saved at once. The modules in matrix-edit/ do the work:
// cells and messages show, saving and stacks save, undo reverts, range selects, paste copies and pastes, panel edits.

import { cellOf, focusOn, grid, keyOf, show, strengthOf, titleOf, words } from "./matrix-edit/cells.js";
import { describe, failed, problems, tell, tellAll, waiting } from "./matrix-edit/messages.js";
import { hasDrafts, open, startPanel } from "./matrix-edit/panel.js";
import { fillDown, preview, startPaste } from "./matrix-edit/paste.js";
import { isSeveral, range, startRange } from "./matrix-edit/range.js";
import { save, tryAgain } from "./matrix-edit/saving.js";
import { tellStacks } from "./matrix-edit/stacks.js";
import { goBack } from "./matrix-edit/undo.js";

// On keyboards where digits need Shift (French) or letters differ (Arabic), the position of the key counts.
function strengthOfKey({ key, code, shiftKey }) {
  if (/^[0-3]$/.test(key)) return key;
  if (key === "Delete" || key === "Backspace") return "0";
  return (key.length === 1 && !shiftKey && /^Digit([0-3])$/.exec(code)?.[1]) || "";
}

function letterOf({ key, code }) {
  return (/^[a-z]$/i.test(key) ? key : code.replace("Key", "")).toLowerCase();
}

function onKey(event) {
  const cell = event.target.closest("td");
  if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = keyOf(cell);
  const strength = strengthOfKey(event);
  if (strength) {
    event.preventDefault();
    setStrength(key, strength);
  } else if (letterOf(event) === "c") {
    event.preventDefault();
    if (!cell.classList.contains("u")) return tell("saving", words.missing);
    save(key, { confirm: "1" });
  } else if (event.key === "F2" || event.key === "Enter") {
    event.preventDefault();
    openCell(key);
  }
}

// Several cells get a strength as by pasting it into all of them.
function setStrength(key, strength) {
  if (isSeveral()) return preview(range(), strength);
  if (problems.has(key)) return openCell(key);
  if (strength === "0" && !strengthOf(cellOf(key))) return;
  show(key, Number(strength));
  describe(cellOf(key));
  save(key, { strength });
}

function openCell(key) {
  tell("", "", "");
  tellAll();
  open(key);
}

function onClick(event) {
  const link = event.target.closest("td a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (event.detail > 1) return; // the second half of a double click, on Save for example
  focusOn(link);
  openCell(keyOf(link.closest("td")));
}

function onPageKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input, select, textarea")) return;
  if (document.querySelector("dialog[open]")) return;
  const letter = letterOf(event);
  const acts = { z: () => goBack(event.shiftKey ? "redo" : "undo"), y: () => goBack("redo"), d: fillDown };
  if (!Object.hasOwn(acts, letter) || (letter === "d" && !event.target.closest("#mx td"))) return;
  event.preventDefault();
  acts[letter]();
}

// Warn before leaving with unsaved changes.
function onLeave(event) {
  if (waiting.size || failed.size || problems.size || hasDrafts()) event.preventDefault();
}

if (grid) {
  const form = document.getElementById("mx-undo-form");
  const redo = document.getElementById("mx-redo");
  form.hidden = redo.hidden = false;
  tellStacks();
  grid.tHead.querySelectorAll("th a").forEach((head) => (head.title = titleOf(head)));
  grid.addEventListener("keydown", onKey);
  grid.addEventListener("click", onClick);
  startRange();
  startPaste();
  startPanel();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    goBack("undo");
  });
  redo.addEventListener("click", () => goBack("redo"));
  document.getElementById("mx-retry").addEventListener("click", tryAgain);
  document.addEventListener("keydown", onPageKey);
  window.addEventListener("beforeunload", onLeave);
  const link = /^#c\d+-\d+$/.test(location.hash) && document.querySelector(`${location.hash} a`);
  if (link) {
    document.querySelector(".mx-switch").open = true; // in a narrow window, the cell is in the grid
    requestAnimationFrame(() => focusOn(link));
  }
}
