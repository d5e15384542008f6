// The board of the deliveries has one tab stop; the arrow keys move between its squares, Home and
// End to the ends of a row, and Enter opens, as for any link. Without this file every square can
// still be pressed.
"use strict";
(() => {
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const squares = (row) => [...row.querySelectorAll(":scope > th .rowhead, :scope > td .sq")];

  const target = (from, key) => {
    const row = from.closest("tr"), rows = [...row.parentElement.rows];
    const mine = squares(row), at = mine.indexOf(from);
    if (key === "Home") return mine[0];
    if (key === "End") return mine[mine.length - 1];
    const [down, right] = MOVES[key];
    if (right) return mine[at + right];
    const next = rows[rows.indexOf(row) + down];
    return next && squares(next)[at];
  };

  document.addEventListener("keydown", (event) => {
    const from = event.composedPath()[0];
    if (!(from instanceof Element) || !from.matches("table.board :is(.sq, .rowhead)")) return;
    if (!(event.key in MOVES) && event.key !== "Home" && event.key !== "End") return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const to = target(from, event.key);
    if (!to) return;
    to.closest("table").querySelectorAll(":is(.sq, .rowhead)[tabindex='0']").forEach((s) => { s.tabIndex = -1; });
    to.tabIndex = 0;
    to.focus();
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
