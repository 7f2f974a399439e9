// The grid of activities and Terms: keys set the strength, each cell is saved at once, and the last acts can be undone.
// matrix-edit-panel.js opens the editor; the two talk by events on the table, each with the cell's key in its detail:
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
const done = []; // what can be undone, the latest last: {key, change, turn}
const undone = [];
// An act is {body, kind, turn}: what is sent, "", "undo" or "redo", and its place in the order in which they were asked.
const waiting = new Map(); // key → {next}: the act that is wanted by now, while an earlier one is being sent
const failed = new Map(); // key → the act that could not be sent
let turns = 0;
const problems = new Map(); // key → the editor's HTML, with both wordings or with what was refused

const cellOf = (key) => document.getElementById(`c${key}`);
const keyOf = (cell) => cell.id.slice(1);
const here = () => document.activeElement?.closest?.("#mx td");

// What a column is called stands in its heading for those who listen; for those who look, it shows on pointing at it.
const titleOf = (head) => head.querySelector(".visually-hidden > span")?.textContent ?? "";

function names(cell) {
  const head = grid.tHead.rows[0].cells[cell.cellIndex].querySelector("a");
  const code = head.querySelector(".code").textContent;
  return { code, term: `${code} ${titleOf(head)}`, row: cell.parentElement.cells[0].querySelector("bdi").textContent };
}

// --- What the reader is told: in sight, and to those who listen ---

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

// Puts what the server sent in the place of cells; the one in the tab order or in focus stays so.
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

// Shows a strength before it is saved.
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

// After a sign-in in another tab the page's token is out of date: the editor brings a new one.
async function renewToken(key) {
  const answer = await fetch(addressOf(key), { headers: { "HX-Request": "true" } });
  const made = document.createElement("template");
  made.innerHTML = answer.ok ? await answer.text() : "";
  const token = made.content.querySelector("[name=csrfmiddlewaretoken]");
  if (token) tokenField().value = token.value;
  return Boolean(token);
}

// --- Saving: one request a cell at a time; what is wanted meanwhile is sent next, with what was seen by then ---

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
  // What is wanted by now counts, so a conflict about what was wanted before is not worth telling.
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

// Answers arrive in any order; what is undone first is what was asked last.
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

// An undo is a write like any other: the server finds in the history what stood before the Change.
function goBack(from, kind) {
  const last = from.findLast((one) => !waiting.has(one.key));
  if (!last) return tell("saving", words.nothing);
  from.splice(from.indexOf(last), 1);
  const link = cellOf(last.key)?.querySelector("a");
  if (link && here()) focusOn(link);
  save(last.key, { before: last.change }, kind);
}

// What has been chosen or kept of a conflict replaces it; also for a cell that is to be read anew.
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

// Where digits need Shift (French keyboards) or letters are others (Arabic ones), the key's place counts.
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

// Nobody leaves with something unsaved without being asked.
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
