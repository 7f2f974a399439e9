// Copy, paste and fill down, as tab-separated text: 1 to 3 for the strength, 0 for no link. The server reads the text and
// answers with a preview, which a dialog shows until it is saved or cancelled.

import { cellOf, grid, here, keyOf, put, seenOf, strengthOf, words } from "./cells.js";
import { describe, signIn, tell, tellAll, tellExpired } from "./messages.js";
import { cellsIn, focusRange, range, sizeOf } from "./range.js";
import { flash, isAnswered, isExpired, request, whenIdle } from "./saving.js";
import { nextTurn, remember } from "./stacks.js";

const dialog = document.getElementById("paste-panel");
const body = document.getElementById("paste-panel-body");
const failure = document.getElementById("paste-panel-failed");

const textOf = (rows) => rows.map((row) => row.map(strengthOf).join("\t")).join("\n");

// The grid from the first cell of the range on: how far a text reaches is the server's to say.
function fieldsOf({ top, left, height, width }) {
  const rows = cellsIn({ top, left, height: Infinity, width: Infinity });
  return {
    rows: rows.map((row) => keyOf(row[0]).split("-")[0]),
    columns: rows[0].map((cell) => keyOf(cell).split("-")[1]),
    seen: rows.flat().map(seenOf),
    height,
    width,
  };
}

export async function preview(place, text) {
  if (!place) return tell("saving", words.nocell);
  await whenIdle();
  tell("saving", words.saving, "");
  const fields = fieldsOf(place);
  const data = { ...fields, text, back: location.pathname + location.search };
  const outcome = await request(grid.dataset.pasteHref, data);
  tell("", "", "");
  tellAll();
  if (isAnswered(outcome)) fill(outcome.html);
  else if (isExpired(outcome)) tellExpired();
  else tell("failed", words.failed);
}

export function fillDown() {
  const chosen = range();
  if (!chosen) return tell("saving", words.nocell);
  const { top, height } = chosen;
  const from = height > 1 ? top : top - 1;
  if (from < 0) return tell("saving", words.notop);
  const place = { ...chosen, top: from + 1, height: Math.max(1, height - 1) };
  return preview(place, textOf(cellsIn({ ...chosen, top: from, height: 1 })));
}

function fill(html) {
  body.innerHTML = html;
  failure.hidden = true;
  if (!dialog.open) dialog.showModal();
  (body.querySelector(".error-summary") ?? body.querySelector("button, a.button")).focus();
}

function close() {
  dialog.close();
  body.replaceChildren();
  focusRange();
}

async function onSubmit(event) {
  event.preventDefault();
  const data = new URLSearchParams(new FormData(event.target, event.submitter));
  event.submitter.disabled = true;
  const outcome = await request(event.target.action, data);
  event.submitter.disabled = false;
  if (outcome.status === 200 && outcome.change) saved(outcome);
  else if (isAnswered(outcome)) fill(outcome.html);
  else {
    failure.replaceChildren(isExpired(outcome) ? `${words.expired} ` : words.failed);
    if (isExpired(outcome)) failure.append(signIn());
    failure.hidden = false;
  }
}

function saved({ html, change }) {
  const { keys, said } = put(html);
  const written = keys.filter((key) => cellOf(key)?.dataset.seen === `${change}`);
  remember({ change, keys: written, words: said, turn: nextTurn() });
  flash(written);
  close();
  describe(here());
  tellAll(`${words.saved}: ${said}`);
}

function onCopy(event) {
  const chosen = here() && range();
  if (!chosen || dialog.open || !document.getSelection().isCollapsed) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", textOf(cellsIn(chosen)));
  tell("saved", `${words.copied} ${sizeOf(chosen)}`);
}

function onPaste(event) {
  if (!here() || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  preview(range(), event.clipboardData.getData("text/plain"));
}

export function startPaste() {
  document.addEventListener("copy", onCopy);
  document.addEventListener("paste", onPaste);
  dialog.addEventListener("submit", onSubmit);
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-act=close]")) return;
    event.preventDefault();
    close();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
}
