// The panel that edits a cell, at the end of the window. Escape closes it and returns the focus. Unsaved text stays with
// the cell.

import { addressOf, cellOf, grid, mark, words } from "./cells.js";
import { problems, tell, tellExpired } from "./messages.js";
import { refresh, save } from "./saving.js";

const panel = document.getElementById("cell-panel");
const body = document.getElementById("cell-panel-body");
const title = document.getElementById("cell-panel-title");

const drafts = new Map(); // key → [[name, value], …]: unsaved input
let shown = null; // {key, pristine}

const formOf = () => body.querySelector("form");
const typed = (form) => [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "back"].includes(name));

function head(key) {
  const cell = cellOf(key);
  const column = grid.tHead.rows[0].cells[cell.cellIndex].querySelector("a");
  const row = document.createElement("span");
  row.textContent = cell.parentElement.cells[0].querySelector("bdi").textContent;
  row.dir = "auto";
  title.replaceChildren(column.title ? `${column.querySelector(".code").textContent} ${column.title}` : "", row);
}

function fill(key, html) {
  body.innerHTML = html;
  head(key);
  shown = { key, pristine: JSON.stringify(typed(formOf())) };
  if (!panel.open) panel.showModal();
  cellOf(key).scrollIntoView({ block: "nearest", inline: "nearest" });
  const first =
    body.querySelector(".error-summary") ??
    body.querySelector("input[type=radio]:checked") ??
    body.querySelector("input[type=radio]") ??
    body.querySelector("textarea");
  first?.focus();
}

export async function open(key) {
  let html = problems.get(key)?.html;
  if (!html) {
    const answer = await fetch(addressOf(key), { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) return tellExpired();
    if (!answer || answer.status >= 500) return tell("failed", words.unreached);
    if (!answer.ok) return location.assign(addressOf(key)); // the form on its own page shows the error
    html = await answer.text();
  }
  fill(key, html);
  restore(key);
}

function restore(key) {
  const draft = drafts.get(key);
  const form = formOf();
  if (!draft) return;
  const kept = new Map(draft);
  for (const field of form.elements) {
    // restore `seen` too: saving must detect changes by others
    if (["csrfmiddlewaretoken", "back", "whole"].includes(field.name)) continue;
    if (field.type === "radio") field.checked = kept.get(field.name) === field.value;
    else if (field.type === "checkbox") field.checked = kept.has(field.name);
    else if (field.name) field.value = kept.get(field.name) ?? "";
  }
}

function dirty() {
  return shown && formOf() && JSON.stringify(typed(formOf())) !== shown.pristine;
}

function keepDraft(key, kept) {
  if (kept) drafts.set(key, typed(formOf()));
  else drafts.delete(key);
  mark(key, "draft", kept);
  if (kept && !problems.has(key)) tell("saving", words.kept);
}

function close({ forget = false } = {}) {
  const { key } = shown;
  if (forget || (drafts.has(key) && !dirty())) keepDraft(key, false);
  else if (dirty()) keepDraft(key, true);
  shown = null;
  panel.close();
  cellOf(key)?.querySelector("a").focus();
}

function onSubmit(event) {
  event.preventDefault();
  const { key } = shown;
  const sent = new URLSearchParams(new FormData(formOf()));
  drafts.set(key, typed(formOf())); // until it is saved
  shown = null;
  panel.close();
  cellOf(key).querySelector("a").focus();
  save(key, sent);
}

function onClick(event) {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (act) event.preventDefault();
  if (act === "close") close({ forget: true });
  if (act === "discard") {
    const { key } = shown;
    close({ forget: true });
    refresh(key);
  }
}

function onKey(event) {
  const writes = event.target.matches("textarea, input[type=text]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    formOf().requestSubmit();
  } else if (!writes && /^[0-3]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
    const radio = body.querySelector(`input[name=strength][type=radio][value="${event.key}"]`);
    if (radio) radio.checked = true;
    radio?.focus();
  }
}

export const hasDrafts = () => drafts.size > 0;

export function startPanel() {
  grid.addEventListener("cell:saved", ({ detail }) => drafts.has(detail.key) && keepDraft(detail.key, false));
  // A conflict opens the panel only if the cell still has the focus; otherwise the cell is marked.
  grid.addEventListener("cell:problem", ({ detail }) => {
    if (drafts.has(detail.key)) keepDraft(detail.key, false); // the response contains it
    const stays = document.activeElement?.closest("#mx td")?.id === `c${detail.key}`;
    if (stays && !panel.open) fill(detail.key, detail.html);
  });
  panel.addEventListener("submit", onSubmit);
  panel.addEventListener("click", onClick);
  panel.addEventListener("keydown", onKey);
  panel.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  panel.addEventListener("mousedown", (event) => event.target === panel && outside(event) && close());
  document.getElementById("cell-panel-close").addEventListener("click", () => close());
}

function outside({ clientX: x, clientY: y }) {
  const { left, right, top, bottom } = panel.getBoundingClientRect();
  return x < left || x > right || y < top || y > bottom;
}
