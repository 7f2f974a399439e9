// Improvements to pages that also work without script.

// Escape closes an open menu and returns the focus to its button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open], details.account-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Block a second submission while the first is being sent.
const AGAIN = 2000;
const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (Date.now() - (sent.get(event.target) ?? 0) < AGAIN) event.preventDefault();
  else sent.set(event.target, Date.now());
});

// Focus an error summary, or an element with `autofocus` that htmx swaps in; but only if the focus was in the form that sent
// the request or in the part that was replaced. If the reader has moved on, the focus stays.
let follows = true;

document.querySelector(".error-summary")?.focus();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const held = document.activeElement;
  const sources = [detail.target, detail.requestConfig.elt];
  follows = !held || held === document.body || sources.some((part) => part.contains(held));
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!(target instanceof Element)) return;
  const every = [target, ...target.querySelectorAll("*")].filter((each) => each.matches("[autofocus], .error-summary"));
  every.forEach((each) => each.removeAttribute("autofocus")); // htmx would focus it again when the page has settled
  if (follows) (every.find((each) => each.matches(".error-summary")) ?? every[0])?.focus();
});

// Show a message if the server does not respond, or if its response cannot be shown.
const unanswered = document.getElementById("unanswered");

document.addEventListener("htmx:beforeRequest", () => (unanswered.hidden = true));
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, () => (unanswered.hidden = false));
}
