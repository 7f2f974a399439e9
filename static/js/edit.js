// Drafts. Input in a form with data-draft is stored in this browser, for this tab only, until the server confirms with the
// cookie "saved" that it has been saved. After a sign-in or a broken connection the draft is restored.

const PREFIX = "draft:";
const NOT_KEPT = ["csrfmiddlewaretoken", "find", "q", "q_found"]; // what is searched for is not an answer

function kept(form) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + form.dataset.draft));
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(PREFIX + key);
  } catch {
    // without storage there is no draft
  }
}

function typed(form) {
  let pairs = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
  for (const { parentElement: label } of form.querySelectorAll(".difference input[value=other]:checked")) {
    const input = label.parentElement.querySelector("[name^=other_]");
    const name = input.name.slice("other_".length);
    const values = pairs.filter(([each]) => each === input.name).map(([, value]) => [name, value]);
    pairs = [...pairs.filter(([each]) => each !== name), ...values];
  }
  return pairs.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]);
}

// Compare only fields that a person can change.
function said(pairs) {
  return JSON.stringify(pairs.filter(([name]) => !["seen", "base", "page", "looked_at"].includes(name)));
}

function clock(time) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(time);
}

function keep(form) {
  const now = Date.now();
  try {
    sessionStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: now, pairs: typed(form) }));
  } catch {
    return; // then no message about a draft is shown
  }
  const state = form.querySelector("[data-draft-state]");
  if (state) state.textContent = state.dataset.kept.replace("TIME", clock(now));
}

function put(form, pairs) {
  const values = new Map();
  pairs.forEach(([name, value]) => values.set(name, [...(values.get(name) ?? []), value]));
  for (const control of form.elements) {
    if (!control.name || NOT_KEPT.includes(control.name) || control.tagName === "BUTTON") continue;
    const wanted = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = wanted.includes(control.value);
    } else if (wanted.length) {
      control.value = wanted[0];
    }
  }
}

function restore(form) {
  const draft = kept(form);
  if (!draft || said(draft.pairs) === said(typed(form))) return;
  put(form, draft.pairs);
  form.querySelectorAll("[data-countries]").forEach(count);
  const note = form.querySelector("[data-draft-back]");
  if (!note) return;
  const line = note.querySelector("[data-text]");
  line.textContent = line.dataset.text.replace("TIME", clock(draft.at));
  note.hidden = false;
  note.querySelector("[data-draft-discard]").addEventListener("click", () => {
    forget(form.dataset.draft);
    location.assign(location.pathname + location.search);
  });
}

function watch(form) {
  if (form.dataset.watched) return;
  form.dataset.watched = "on";
  restore(form);
  // at once, since a key or link may leave the form right after the last letter
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => keep(form));
}

// The form has been saved: delete its draft.
function hearSaved() {
  const saved = document.cookie.split("; ").find((pair) => pair.startsWith("saved="));
  if (!saved) return;
  forget(decodeURIComponent(saved.slice("saved=".length)).replaceAll('"', ""));
  document.cookie = "saved=; max-age=0; path=/; samesite=lax";
}

// Enter in the search for organisations searches, instead of submitting the form.
function enterFor(button) {
  const field = document.getElementById(button.dataset.enterFor);
  if (!field || field.dataset.enter) return;
  field.dataset.enter = "on";
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    button.click();
  });
}

function count(group) {
  const label = group.querySelector("[data-count]");
  const number = group.querySelectorAll("input:checked").length;
  label.textContent = label.dataset.words.replace("N", new Intl.NumberFormat(document.documentElement.lang).format(number));
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function watchCountries(group) {
  if (group.dataset.watched) return;
  group.dataset.watched = "on";
  group.addEventListener("change", () => count(group));
  const line = group.querySelector("[data-country-filter]");
  const field = line.querySelector("input");
  line.hidden = false;
  const before = new Map();
  field.addEventListener("input", () => {
    const sought = plain(field.value.trim());
    for (const region of group.querySelectorAll("details")) {
      if (!before.has(region)) before.set(region, region.open);
      let some = false;
      for (const label of region.querySelectorAll("label")) {
        label.hidden = sought !== "" && !plain(label.textContent).includes(sought);
        some ||= !label.hidden;
      }
      region.hidden = !some;
      region.open = sought ? some : before.get(region);
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// A conflict is resolved on its own page. Its draft is that of the original form, with any third values entered: after a
// sign-in the original form restores it.
function watchConflict(form) {
  if (form.dataset.watched) return;
  form.dataset.watched = "on";
  form.dataset.draft = form.dataset.conflictDraft;
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => keep(form));
  form.querySelector("[data-discard]")?.addEventListener("click", () => forget(form.dataset.draft));
}

// The page to sign in: say that there are drafts.
function tellOfDrafts(note) {
  try {
    note.hidden = !Object.keys(sessionStorage).some((key) => key.startsWith(PREFIX));
  } catch {
    // without storage there is no draft
  }
}

function start() {
  hearSaved();
  document.querySelectorAll("[data-drafts]").forEach(tellOfDrafts);
  document.querySelectorAll("form[data-conflict-draft]").forEach(watchConflict);
  document.querySelectorAll("form[data-draft]").forEach(watch);
  document.querySelectorAll("[data-countries]").forEach(watchCountries);
  document.querySelectorAll("[data-enter-for]").forEach(enterFor);
}

start();
document.addEventListener("htmx:afterSettle", start);
