// The table of the matrix editor: its cells, by the key "activity-term" of their id, and what they show.

export const grid = document.getElementById("mx");
export const words = grid?.dataset ?? {};

export const cellOf = (key) => document.getElementById(`c${key}`);
export const keyOf = (cell) => cell.id.slice(1);
export const here = () => document.activeElement?.closest?.("#mx td");
export const wordsOf = (cell) => cell.querySelector("i").textContent;
export const strengthOf = (cell) => Number(/\bs([1-3])\b/.exec(cell.className)?.[1] ?? 0);
export const seenOf = (cell) => Number(cell?.dataset.seen ?? 0);
export const addressOf = (key) => `${grid.baseURI.split(/[?#]/)[0]}${key.replace("-", "/")}/`;

// Screen readers read the name of a column in its heading; others see it as a tooltip and in the bar.
export const titleOf = (head) => head.querySelector(".visually-hidden > span")?.textContent ?? "";

export function names(cell) {
  const head = grid.tHead.rows[0].cells[cell.cellIndex].querySelector("a");
  const code = head.querySelector(".code").textContent;
  return { code, term: `${code} ${titleOf(head)}`, row: cell.parentElement.cells[0].querySelector("bdi").textContent };
}

export function mark(key, name, on) {
  cellOf(key)?.classList.toggle(`is-${name}`, on);
}

export function focusOn(link) {
  grid.querySelectorAll("[tabindex='0']").forEach((other) => (other.tabIndex = -1));
  link.tabIndex = 0;
  link.focus();
}

// What a cell keeps when the server's new version replaces it.
const KEPT = ["is-saving", "is-failed", "is-conflict", "is-draft", "is-range"];

// Replace cells with the response; keep tab order and focus. Returns the keys of all cells in it, and what it says.
export function put(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const fresh = [...made.content.querySelectorAll("td")];
  const said = made.content.querySelector("output")?.textContent ?? "";
  for (const cell of fresh) {
    const old = document.getElementById(cell.id);
    if (!old) continue;
    const [was, is] = [old.querySelector("a"), cell.querySelector("a")];
    is.tabIndex = was.tabIndex;
    if (old.getAttribute("aria-selected")) cell.setAttribute("aria-selected", "true");
    for (const name of KEPT) cell.classList.toggle(name, old.classList.contains(name));
    const focused = document.activeElement === was;
    old.replaceWith(cell);
    if (focused) is.focus({ preventScroll: true });
  }
  return { keys: fresh.map(keyOf), said };
}

// Show a strength before it is saved.
export function show(key, strength) {
  const cell = cellOf(key);
  cell.classList.remove("s1", "s2", "s3");
  if (strength) cell.classList.add(`s${strength}`);
  else cell.classList.remove("u", "r");
  cell.querySelector("i").textContent = words[`s${strength}`];
}
