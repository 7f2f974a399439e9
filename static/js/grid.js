// Keyboard for tables with role=grid: arrows, Home and End (with Ctrl: first and last cell), Page Up and Page Down by ten
// rows, Enter follows the cell's link. Only one cell is in the tab order; without script all are.

const CELLS = "th, td";
const PAGE = 10;

function cellsOf(grid) {
  return [...grid.rows].map((row) => [...row.querySelectorAll(CELLS)]).filter((row) => row.length > 0);
}

// The element of a cell to focus: its first link or button, otherwise the cell.
function stopOf(cell) {
  return cell.querySelector("a[href], button") ?? cell;
}

function moveTo(grid, cell) {
  const stop = stopOf(cell);
  grid.querySelectorAll("[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
  stop.setAttribute("tabindex", "0");
  stop.focus();
}

function target(rows, row, column, event, backwards) {
  const [previous, next] = backwards ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
  const last = rows.length - 1;
  switch (event.key) {
    case next:
      return [row, column + 1];
    case previous:
      return [row, column - 1];
    case "ArrowDown":
      return [row + 1, column];
    case "ArrowUp":
      return [row - 1, column];
    case "PageDown":
      return [Math.min(row + PAGE, last), column];
    case "PageUp":
      return [Math.max(row - PAGE, 0), column];
    case "Home":
      return event.ctrlKey ? [0, 0] : [row, 0];
    case "End":
      return event.ctrlKey ? [last, rows[last].length - 1] : [row, rows[row].length - 1];
    default:
      return null;
  }
}

function onKey(event) {
  const grid = event.currentTarget;
  const cell = event.target.closest(CELLS);
  if (!cell || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
  const rows = cellsOf(grid);
  const row = rows.findIndex((cells) => cells.includes(cell));
  if (row < 0) return;
  const backwards = getComputedStyle(grid).direction === "rtl";
  const place = target(rows, row, rows[row].indexOf(cell), event, backwards);
  if (!place) return;
  event.preventDefault();
  const next = rows[place[0]]?.[place[1]];
  if (next) moveTo(grid, next);
}

function start(grid) {
  if (grid.dataset.grid === "on") return;
  grid.dataset.grid = "on";
  const cells = cellsOf(grid).flat();
  cells.forEach((cell) => stopOf(cell).setAttribute("tabindex", "-1"));
  const first = cells.find((cell) => stopOf(cell) !== cell) ?? cells[0];
  if (first) stopOf(first).setAttribute("tabindex", "0");
  grid.addEventListener("keydown", onKey);
}

function startAll() {
  document.querySelectorAll("table[role='grid']").forEach(start);
}

startAll();
document.addEventListener("htmx:afterSettle", startAll);
