// A combobox that chooses a Term (WAI-ARIA Authoring Practices, "Combobox with list autocomplete"). For usage see
// the top of activities/pages/editing/term_pick.py. Without script its form opens a page that does the same.

const DELAY = 150;
let number = 0;

function start(box) {
  if (box.dataset.on) return;
  box.dataset.on = "yes";
  const input = box.querySelector("input:not([type='hidden'])");
  const options = document.createElement("ul");
  options.className = "options";
  options.id = `options-${(number += 1)}`;
  options.setAttribute("role", "listbox");
  options.setAttribute("aria-label", box.querySelector("label").textContent);
  options.hidden = true;
  (input.closest(".find__row") ?? input).after(options);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-expanded", "false"],
    ["aria-controls", options.id],
    ["aria-autocomplete", "list"],
  ]) {
    input.setAttribute(name, value);
  }

  let waiting = 0;
  let requested = "";
  let answered = "";
  let marked = null;

  const choices = () => [...options.querySelectorAll("[data-term]")];

  function mark(option) {
    marked?.setAttribute("aria-selected", "false");
    marked = option ?? null;
    if (!marked) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    marked.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", marked.id);
    marked.scrollIntoView({ block: "nearest" });
  }

  function open(shown) {
    options.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) mark(null);
  }

  async function ask() {
    const words = input.value.trim();
    requested = words;
    if (!words) {
      answered = "";
      open(false);
      return;
    }
    const address = new URL(box.dataset.pick, location.href);
    address.searchParams.set("q", words);
    address.searchParams.set("as", "options");
    try {
      const response = await fetch(address, { headers: { Accept: "text/html" } });
      if (requested !== words || !response.ok || response.redirected) return;
      // our own escaped HTML; DOMParser runs no script in it
      const page = new DOMParser().parseFromString(`<ul>${await response.text()}</ul>`, "text/html");
      if (requested !== words) return;
      options.replaceChildren(...page.querySelectorAll("li"));
    } catch {
      return; // without a response the button of the form still works
    }
    answered = words;
    open(true);
    mark(choices()[0]);
  }

  function choose(option) {
    const { term, code, title, kind, framework, href } = option.dataset;
    open(false);
    input.value = "";
    answered = "";
    box.dispatchEvent(
      new CustomEvent("term-picked", { bubbles: true, detail: { term, code, title, kind, framework, href } }),
    );
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, DELAY);
  });

  input.addEventListener("keydown", async (event) => {
    const every = choices();
    const at = every.indexOf(marked);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.hidden) {
        await ask();
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(every[(at + step + every.length) % every.length]);
    } else if (event.key === "Enter") {
      // Enter right after typing refers to the typed text, not to the options shown before
      if (!input.value.trim()) return;
      event.preventDefault();
      clearTimeout(waiting);
      if (answered !== input.value.trim()) await ask();
      if (marked) choose(marked);
      else if (answered !== input.value.trim()) input.form?.requestSubmit(); // no response: the page does the same
    } else if (event.key === "Escape") {
      if (options.hidden) return;
      event.preventDefault();
      event.stopPropagation();
      open(false);
    } else if (event.key === "Tab") {
      open(false);
    }
  });

  options.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  options.addEventListener("click", (event) => {
    const option = event.target.closest("[data-term]");
    if (option) choose(option);
  });
  input.addEventListener("blur", () => setTimeout(() => open(false), 100));
}

function startAll() {
  document.querySelectorAll("[data-pick]").forEach(start);
}

startAll();
document.addEventListener("htmx:afterSettle", startAll);
