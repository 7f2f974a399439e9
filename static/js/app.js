// Small comforts on top of pages that work without them.

// Escape closes an open menu and gives the focus back to what opened it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open], details.account-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// An error summary takes the focus, on a full page and after a swap alike; autofocus alone misses the second.
function focusErrors(root) {
  root.querySelector?.(".error-summary")?.focus();
}

focusErrors(document);
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.detail.elt));
