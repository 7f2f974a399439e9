// Several selected cells: Shift with the keys that move, Shift and a click, Escape. One cell is a range, too.

import { cellOf, focusOn, grid, here, keyOf, names, words } from "./cells.js";
import { describe, describeText, say } from "./messages.js";

const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"];
let anchor = null; // keys of two corners; cells are replaced when they are saved
let corner = null;
let growing = false;

const ends = (numbers) => [Math.min(...numbers), Math.max(...numbers)];

// {top, left, height, width}: rows of the table's body, columns after the title. null without a cell.
export function range() {
  const corners = [anchor, corner].map((key) => key && cellOf(key));
  if (!corners.every(Boolean)) return null;
  const [top, bottom] = ends(corners.map((cell) => cell.parentElement.sectionRowIndex));
  const [left, right] = ends(corners.map((cell) => cell.cellIndex - 1));
  return { top, left, height: bottom - top + 1, width: right - left + 1 };
}

// The cells of a range, row by row.
export function cellsIn({ top, left, height, width }) {
  const rows = [...grid.tBodies[0].rows].slice(top, top + height);
  return rows.map((row) => [...row.cells].slice(left + 1, left + 1 + width));
}

export const isSeveral = () => anchor !== corner && range() !== null;
export const focusRange = () => corner && focusOn(cellOf(corner).querySelector("a"));
export const sizeOf = ({ height, width }) => `${height} × ${width}`;

function draw() {
  grid.querySelectorAll("td[aria-selected]").forEach((cell) => {
    cell.removeAttribute("aria-selected");
    cell.classList.remove("is-range");
  });
  grid.querySelector("th.is-here")?.classList.remove("is-here");
  const chosen = range();
  if (!chosen) return;
  for (const cell of cellsIn(chosen).flat()) {
    cell.setAttribute("aria-selected", "true");
    cell.classList.toggle("is-range", anchor !== corner);
  }
  grid.tHead.rows[0].cells[cellOf(corner).cellIndex].classList.add("is-here");
  if (anchor === corner) return describe(cellOf(corner));
  const text = `${words.selected} ${sizeOf(chosen)}`;
  const [from, to] = [names(cellOf(anchor)), names(cellOf(corner))];
  describeText(`${text} (${[...new Set([from.code, to.code])].join(" – ")})`);
  say(text);
}

function onFocus(event) {
  const cell = event.target.closest("td");
  if (!cell) {
    if (!growing) anchor = corner = null;
  } else if (growing || keyOf(cell) !== corner) {
    corner = keyOf(cell);
    if (!growing || !anchor) anchor = corner;
  }
  growing = false;
  draw();
  if (!cell) describeText(event.target.title || event.target.textContent.trim());
}

function onKey(event) {
  growing = false; // the key before may have moved nothing, at the edge of the grid
  if (event.key === "Escape" && isSeveral()) {
    anchor = corner;
    draw();
  } else if (MOVES.includes(event.key)) {
    growing = event.shiftKey && Boolean(here());
    if (!growing && isSeveral()) anchor = corner;
  }
}

function onMouseDown(event) {
  growing = false;
  if (event.shiftKey) event.preventDefault();
}

function onClick(event) {
  const link = event.target.closest("td a");
  if (!link || !event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  growing = true;
  focusOn(link);
}

export function startRange() {
  grid.addEventListener("keydown", onKey, { capture: true });
  grid.addEventListener("focusin", onFocus);
  // a click with Shift would open a window, and its mousedown select text
  grid.addEventListener("mousedown", onMouseDown);
  grid.addEventListener("click", onClick, { capture: true });
}
