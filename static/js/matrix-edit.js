// The matrix editor: keys set the strength, each cell is saved at once, and the latest actions can be undone.
// matrix-edit-panel.js opens the panel. Both exchange events on the table, with the key of the cell in their detail:
//   here → panel  cell:open {key, problem}, cell:saved {key}, cell:problem {key, html, status}
//   panel → here  cell:save {key, body}, cell:refresh {key}, cell:draft {key, kept}, cell:expired, cell:unreached

const grid = document.getElementById("mx");
const words = grid?.dataset ?? {};
const state = document.getElementById("mx-state");
const said = document.getElementById("mx-said");
const where = document.getElementById("mx-where");
const undo = document.getElementById("mx-undo");
const redo = document.getElementById("mx-redo");
const retry = document.getElementById("mx-retry");

const UNDOABLE = 100;
const done = []; // actions to undo, latest last: {key, change, turn}
const undone = [];
// An action is {body, kind, turn}: the data to send; "", "undo" or "redo"; and its number in the order of requests.
const waiting = new Map(); // key → {next}: the action to send after the current one
const failed = new Map(); // key → the action that could not be sent
let turns = 0;
const problems = new Map(); // key → HTML of the panel with a conflict or an error

const cellOf = (key) => document.getElementById(`c${key}`);
const keyOf = (cell) => cell.id.slice(1);
const here = () => document.activeElement?.closest?.("#mx td");

// Screen readers read the name of a column in its heading; others see it as a tooltip.
const titleOf = (head) => head.querySelector(".visually-hidden > span")?.textContent ?? "";

function names(cell) {
  const head = grid.tHead.rows[0].cells[cell.cellIndex].querySelector("a");
  const code = head.querySelector(".code").textContent;
  return { code, term: `${code} ${titleOf(head)}`, row: cell.parentElement.cells[0].querySelector("bdi").textContent };
}

// --- Messages, visible and for screen readers ---

let telling;
function tell(kind, text, aloud = text) {
  state.hidden = !text;
  state.className = `mx-state mx-state--${kind}`;
  state.textContent = text;
  clearTimeout(telling);
  if (aloud) telling = setTimeout(() => (said.textContent = aloud), 250);
}

function tellExpired() {
  tell("failed", `${words.expired} `);
  const link = document.createElement("a");
  link.href = `${words.signinHref}?next=${encodeURIComponent(location.pathname)}`;
  link.target = "_blank";
  link.textContent = words.signin;
  state.append(link);
}

function tellAll(last) {
  if ([...failed.values()].some((one) => one.expired)) tellExpired();
  else if (failed.size) tell("failed", words.failed);
  else if (problems.size) tell("failed", last ?? words.conflict);
  else if (waiting.size) tell("saving", words.saving, "");
  else if (last) tell("saved", last);
  retry.hidden = !failed.size;
  undo.disabled = !done.length;
  redo.disabled = !undone.length;
}

function describe(cell) {
  if (!cell) return;
  const { term, row } = names(cell);
  const text = cell.querySelector("i").textContent;
  where.replaceChildren();
  const strong = document.createElement("strong");
  strong.textContent = term;
  const quiet = document.createElement("span");
  quiet.className = "mx-where__words";
  quiet.textContent = ` ${text}`;
  const title = document.createElement("bdi");
  title.textContent = row;
  where.append(strong, quiet, " · ", title);
}

// --- Cells ---

function mark(key, name, on) {
  cellOf(key)?.classList.toggle(`is-${name}`, on);
}

// Replace cells with the response; keep tab order and focus.
function put(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const fresh = [...made.content.querySelectorAll("td")];
  for (const cell of fresh) {
    const old = document.getElementById(cell.id);
    if (!old) continue;
    const [was, is] = [old.querySelector("a"), cell.querySelector("a")];
    is.tabIndex = was.tabIndex;
    if (old.getAttribute("aria-selected")) cell.setAttribute("aria-selected", "true");
    for (const name of ["is-saving", "is-failed", "is-conflict", "is-draft"]) {
      cell.classList.toggle(name, old.classList.contains(name));
    }
    const focused = document.activeElement === was;
    old.replaceWith(cell);
    if (focused) is.focus({ preventScroll: true });
  }
  return fresh.length > 0;
}

// Show a strength before it is saved.
function show(key, strength) {
  const cell = cellOf(key);
  cell.classList.remove("s1", "s2", "s3");
  if (strength) cell.classList.add(`s${strength}`);
  else cell.classList.remove("u", "r");
  cell.querySelector("i").textContent = words[`s${strength}`];
  describe(cell);
}

const seenBy = (key) => Number(cellOf(key)?.dataset.seen ?? 0);
const addressOf = (key) => `${grid.baseURI.split(/[?#]/)[0]}${key.replace("-", "/")}/`;
const tokenField = () => document.querySelector("[name=csrfmiddlewaretoken]");

async function send(key, body) {
  const data = new URLSearchParams(body);
  if (!data.has("seen")) data.set("seen", seenBy(key));
  data.delete("csrfmiddlewaretoken");
  const headers = { "HX-Request": "true", "X-CSRFToken": tokenField().value };
  return fetch(addressOf(key), { method: "POST", body: data, headers });
}

// After a sign-in in another tab the CSRF token is outdated: load a new one with the panel.
async function renewToken(key) {
  const answer = await fetch(addressOf(key), { headers: { "HX-Request": "true" } });
  const made = document.createElement("template");
  made.innerHTML = answer.ok ? await answer.text() : "";
  const token = made.content.querySelector("[name=csrfmiddlewaretoken]");
  if (token) tokenField().value = token.value;
  return Boolean(token);
}

// --- Saving: one request per cell at a time; the next one uses the version of the response ---

function save(key, body, kind = "") {
  turns += 1;
  perform(key, { body, kind, turn: turns });
}

function perform(key, act) {
  const running = waiting.get(key);
  if (running) {
    running.next = act;
    return;
  }
  waiting.set(key, { next: null });
  failed.delete(key);
  mark(key, "failed", false);
  mark(key, "saving", true);
  tellAll();
  attempt(key, act);
}

async function attempt(key, act) {
  let outcome;
  try {
    let answer = await send(key, act.body);
    if (answer.status === 403 && (await renewToken(key))) answer = await send(key, act.body);
    outcome = { status: answer.redirected ? 401 : answer.status, html: await answer.text(), change: answer.headers.get("X-Change") };
  } catch {
    outcome = { status: 0 };
  }
  const { next } = waiting.get(key);
  waiting.delete(key);
  mark(key, "saving", false);
  const answered = [200, 409, 422].includes(outcome.status);
  // A newer action is waiting, so a conflict about the older one does not matter.
  if (!next || outcome.status === 200) settle(key, act, outcome);
  else if (!answered) settle(key, next, outcome);
  if (next && answered) perform(key, next);
}

function settle(key, act, { status, html, change }) {
  if (status === 200 && put(html)) {
    problems.delete(key);
    mark(key, "conflict", false);
    mark(key, "failed", false);
    mark(key, "saved", true);
    setTimeout(() => mark(key, "saved", false), 2000);
    remember(key, act, Number(change));
    grid.dispatchEvent(new CustomEvent("cell:saved", { detail: { key } }));
    const cell = cellOf(key);
    if (cell === here()) describe(cell);
    const { code } = names(cell);
    const what = { undo: words.undone, redo: words.redone }[act.kind] ?? words.saved;
    tellAll(`${what}: ${code}, ${cell.querySelector("i").textContent}`);
  } else if (status === 409 || status === 422) {
    problems.set(key, { html, status });
    mark(key, "conflict", true);
    done.splice(0, done.length, ...done.filter((one) => one.key !== key));
    undone.splice(0, undone.length, ...undone.filter((one) => one.key !== key));
    tellAll(status === 409 ? words.conflict : words.refused);
    grid.dispatchEvent(new CustomEvent("cell:problem", { detail: { key, html, status } }));
  } else {
    failed.set(key, { ...act, expired: status === 401 || status === 403 });
    mark(key, "failed", true);
    tellAll();
  }
}

// Responses arrive in any order; undo follows the order of requests.
function remember(key, { kind, turn }, change) {
  if (!change) return;
  const acts = kind === "undo" ? undone : done;
  acts.push({ key, change, turn });
  acts.sort((one, other) => one.turn - other.turn);
  if (!kind) undone.length = 0;
  if (done.length > UNDOABLE) done.shift();
}

function tryAgain() {
  const again = [...failed];
  failed.clear();
  for (const [key, act] of again) perform(key, act);
}

// Undo is an ordinary request: the server reads the values before the Change from the history.
function goBack(from, kind) {
  const last = from.findLast((one) => !waiting.has(one.key));
  if (!last) return tell("saving", words.nothing);
  from.splice(from.indexOf(last), 1);
  const link = cellOf(last.key)?.querySelector("a");
  if (link && here()) focusOn(link);
  save(last.key, { before: last.change }, kind);
}

// A resolved or discarded conflict is removed; also for a cell to reload.
async function refresh(key) {
  const answer = await fetch(`${addressOf(key)}?cell`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return tell("failed", words.unreached);
  problems.delete(key);
  mark(key, "conflict", false);
  put(await answer.text());
  describe(cellOf(key));
  tell("", "", "");
  tellAll();
}

// --- Keys ---

function focusOn(link) {
  grid.querySelectorAll("[tabindex='0']").forEach((other) => (other.tabIndex = -1));
  link.tabIndex = 0;
  link.focus();
}

// On keyboards where digits need Shift (French) or letters differ (Arabic), the position of the key counts.
function strengthOf({ key, code, shiftKey }) {
  if (/^[0-3]$/.test(key)) return key;
  if (key === "Delete" || key === "Backspace") return "0";
  return (key.length === 1 && !shiftKey && /^Digit([0-3])$/.exec(code)?.[1]) || "";
}

function letterOf({ key, code }) {
  return (/^[a-z]$/i.test(key) ? key : code.replace("Key", "")).toLowerCase();
}

function onKey(event) {
  const cell = event.target.closest("td");
  if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = keyOf(cell);
  const strength = strengthOf(event);
  if (strength) {
    event.preventDefault();
    if (problems.has(key)) return open(key);
    if (strength === "0" && !cell.matches(".s1, .s2, .s3")) return;
    show(key, Number(strength));
    save(key, { strength });
  } else if (letterOf(event) === "c") {
    event.preventDefault();
    if (!cell.classList.contains("u")) return tell("saving", words.missing);
    save(key, { confirm: "1" });
  } else if (event.key === "F2" || event.key === "Enter") {
    event.preventDefault();
    open(key);
  }
}

function open(key) {
  tell("", "", "");
  tellAll();
  grid.dispatchEvent(new CustomEvent("cell:open", { detail: { key, problem: problems.get(key) } }));
}

function onClick(event) {
  const link = event.target.closest("td a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (event.detail > 1) return; // the second half of a double click, on Save for example
  focusOn(link);
  open(keyOf(link.closest("td")));
}

let marked;
function onFocus(event) {
  const cell = event.target.closest("td");
  marked?.forEach((element) => element.classList.remove("is-here"));
  grid.querySelector("td[aria-selected]")?.removeAttribute("aria-selected");
  if (!cell) return;
  cell.setAttribute("aria-selected", "true");
  marked = [grid.tHead.rows[0].cells[cell.cellIndex]];
  marked.forEach((element) => element.classList.add("is-here"));
  describe(cell);
}

function onPageKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input, select, textarea")) return;
  if (document.querySelector("dialog[open]")) return;
  const letter = letterOf(event);
  const again = (letter === "z" && event.shiftKey) || letter === "y";
  if (letter !== "z" && letter !== "y") return;
  event.preventDefault();
  if (again) goBack(undone, "redo");
  else goBack(done, "undo");
}

// Warn before leaving with unsaved changes.
function onLeave(event) {
  if (waiting.size || failed.size || problems.size || grid.dataset.drafts) event.preventDefault();
}

if (grid) {
  undo.hidden = redo.hidden = false;
  grid.tHead.querySelectorAll("th a").forEach((head) => (head.title = titleOf(head)));
  grid.addEventListener("keydown", onKey);
  grid.addEventListener("click", onClick);
  grid.addEventListener("focusin", onFocus);
  grid.addEventListener("cell:save", ({ detail }) => save(detail.key, detail.body));
  grid.addEventListener("cell:refresh", ({ detail }) => refresh(detail.key));
  grid.addEventListener("cell:expired", tellExpired);
  grid.addEventListener("cell:unreached", () => tell("failed", words.unreached));
  grid.addEventListener("cell:draft", ({ detail }) => {
    mark(detail.key, "draft", detail.kept);
    if (detail.kept && !problems.has(detail.key)) tell("saving", words.kept);
  });
  undo.addEventListener("click", () => goBack(done, "undo"));
  redo.addEventListener("click", () => goBack(undone, "redo"));
  retry.addEventListener("click", tryAgain);
  document.addEventListener("keydown", onPageKey);
  window.addEventListener("beforeunload", onLeave);
  if (/^#c\d+-\d+$/.test(location.hash)) {
    const link = document.querySelector(`${location.hash} a`);
    if (link) requestAnimationFrame(() => focusOn(link));
  }
}
