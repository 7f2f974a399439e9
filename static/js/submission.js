// The submission form. It saves itself a moment after somebody has typed; without script its buttons save it.

const WAIT = 3000;

function saveItself(form) {
  if (form.dataset.autosaved) return;
  form.dataset.autosaved = "on";
  let waiting = 0;
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[type=file], [type=search], [name^='choice.']")) return;
    waiting ||= setTimeout(() => {
      waiting = 0;
      form.dispatchEvent(new CustomEvent("autosave"));
    }, WAIT);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

// The English title and summary are needed only for a text in another language.
function showEnglish(part) {
  const language = part.closest("form").querySelector("[name=language]");
  const filled = () => [...part.querySelectorAll("input, textarea")].some((field) => field.value.trim());
  const show = () => (part.hidden = ["", "en"].includes(language.value) && !filled());
  language?.addEventListener("change", show);
  if (language) show();
}

document.querySelectorAll("form[data-autosave]").forEach(saveItself);
document.querySelectorAll("[data-other-language]").forEach(showEnglish);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
