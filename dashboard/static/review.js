// Reviewing: a box that is ticked is told to the page by a hidden field. All that was ticked since
// the page came is told each time, so that a quick hand loses nothing; to say it twice does no harm.
"use strict";
(() => {
  const ticked = new Map();

  document.addEventListener("change", (event) => {
    const box = event.composedPath().find((n) => n instanceof HTMLInputElement && n.matches("input.seen"));
    if (!box) return;
    const to = document.querySelector(".st-key-ticking input");
    if (!to) return;
    ticked.set(box.value, box.checked ? "+" : "-");
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    set.call(to, [...ticked].map(([name, sign]) => sign + name).join(" "));
    to.dispatchEvent(new Event("input", { bubbles: true }));
    to.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, which: 13, bubbles: true }));
  });
})();
