// The panel beside the matrix: mark the cell it tells about, bring it into view, and let Escape lead back to the cell.

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
  // On a narrow window the panel stands under the grid; where its head is in sight already nothing moves.
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight - 160) panel.scrollIntoView({ block: "start" });
  panel.parentElement.scrollTop = 0;
  panel.querySelector(".crossing__title")?.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !chosen || !panel.contains(document.activeElement)) return;
  chosen.querySelector("a").focus();
});
