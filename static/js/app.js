// Small comforts on top of pages that work without them.

// Escape closes an open menu and gives the focus back to what opened it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open], details.account-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A second click while the first is on its way sends nothing twice.
const AGAIN = 2000;
const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (Date.now() - (sent.get(event.target) ?? 0) < AGAIN) event.preventDefault();
  else sent.set(event.target, Date.now());
});

// An error summary takes the focus. So does, of what htmx swaps in, whatever has `autofocus`; but only where the form that
// asked or the part that was replaced had it: who has gone on meanwhile is not called back.
let follows = true;

document.querySelector(".error-summary")?.focus();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const held = document.activeElement;
  const asked = [detail.target, detail.requestConfig.elt];
  follows = !held || held === document.body || asked.some((part) => part.contains(held));
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!(target instanceof Element)) return;
  const every = [target, ...target.querySelectorAll("*")].filter((each) => each.matches("[autofocus], .error-summary"));
  every.forEach((each) => each.removeAttribute("autofocus")); // htmx would come back to it when the page has settled
  if (follows) (every.find((each) => each.matches(".error-summary")) ?? every[0])?.focus();
});

// Without an answer from the server, or with one that cannot be shown, nothing would tell that nothing was done.
const unanswered = document.getElementById("unanswered");

document.addEventListener("htmx:beforeRequest", () => (unanswered.hidden = true));
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, () => (unanswered.hidden = false));
}
