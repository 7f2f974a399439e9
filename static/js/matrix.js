// The panel beside the matrix: mark its cell, scroll it into view, and return to the cell on Escape.

const panel = document.getElementById("crossing-panel");
let chosen = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  const cell = event.detail.elt.closest("table.matrix td");
  if (!cell) return;
  chosen?.removeAttribute("aria-selected");
  chosen = cell;
  chosen.setAttribute("aria-selected", "true");
});

panel?.addEventListener("htmx:afterSettle", () => {
  // In a narrow window the panel is below the grid; do not scroll if its heading is visible.
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight - 160) panel.scrollIntoView({ block: "start" });
  panel.parentElement.scrollTop = 0;
  panel.querySelector(".crossing__title")?.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !chosen || !panel.contains(document.activeElement)) return;
  chosen.querySelector("a").focus();
});
