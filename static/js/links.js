// Keyboard shortcuts for the links of an activity. They work when a row or an element in it has the focus, except a text
// field.

const list = document.querySelector("[data-links]");
const TYPED = "input:not([type='checkbox']), select, textarea, [contenteditable]";

function rows() {
  return [...list.querySelectorAll("[data-link]")].filter((row) => row.getClientRects().length > 0);
}

// Only one row is in the tab order: the last one focused, otherwise the first.
function roam(to) {
  rows().forEach((row) => row.setAttribute("tabindex", row === to ? "0" : "-1"));
}

function go(row, steps) {
  const every = rows();
  const next = every[every.indexOf(row) + steps];
  if (!next) return;
  roam(next);
  next.focus();
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const row = event.target.closest("[data-link]");
  if (!row) return;
  if (event.key === "Escape") {
    const cancel = row.querySelector("[data-cancel][hx-get]");
    if (!cancel) return;
    event.preventDefault();
    cancel.click();
    return;
  }
  if (event.target.closest(TYPED)) return;
  const press = (selector) => row.querySelector(selector)?.click();
  switch (event.key) {
    case "j":
    case "ArrowDown":
      go(row, 1);
      break;
    case "k":
    case "ArrowUp":
      go(row, -1);
      break;
    case "c":
      press("[data-confirm]");
      break;
    case "e":
      press("[data-edit]");
      break;
    default:
      return;
  }
  event.preventDefault();
}

// A swapped row keeps the focus.
function settle(event) {
  const swapped = event.detail.elt?.closest?.("[data-link]") ?? null;
  const focused = document.activeElement?.closest?.("[data-link]");
  roam(focused ?? swapped ?? rows()[0]);
}

// A choice in the picker opens an existing link in place, or a new one above the list.
function choose(event) {
  const { term, href } = event.detail;
  const there = document.getElementById(`link-${term}`);
  if (there && !there.closest("#adding")) {
    const folded = there.closest("details");
    if (folded) folded.open = true;
    window.htmx.ajax("GET", href, { target: `#link-${term}`, swap: "outerHTML" });
  } else {
    window.htmx.ajax("GET", href, { target: "#adding", swap: "innerHTML" });
  }
}

if (list) {
  document.querySelectorAll("[data-keys]").forEach((help) => (help.hidden = false));
  roam(rows()[0]);
  list.addEventListener("keydown", onKey);
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-link]");
    if (row) roam(row);
  });
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("term-picked", choose);
}
