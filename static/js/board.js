// The board of commitments: arrow keys move between its cards and columns. Links and forms work without this.
const board = document.querySelector("[data-board]");

/** The cards of each column that has any, without those that are folded. */
function columns() {
  const found = [...board.querySelectorAll(".board__column")].map((column) =>
    [...column.querySelectorAll("[data-card]")].filter((card) => !card.closest(".board__more:not([open])")),
  );
  return found.filter((cards) => cards.length > 0);
}

/** The card that a key leads to from `card`, or undefined. */
function target(card, key) {
  const all = columns();
  const column = all.findIndex((cards) => cards.includes(card));
  const place = all[column].indexOf(card);
  const forwards = getComputedStyle(board).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const backwards = forwards === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
  const beside = { [forwards]: all[column + 1], [backwards]: all[column - 1] }[key];
  if (beside) return beside[Math.min(place, beside.length - 1)];
  return {
    ArrowDown: all[column][place + 1],
    ArrowUp: all[column][place - 1],
    Home: all[column][0],
    End: all[column].at(-1),
  }[key];
}

if (board) {
  document.querySelector(".board-keys").hidden = false;
  board.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const card = event.target.closest("[data-card]");
    const next = card && target(card, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
