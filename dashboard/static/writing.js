// Writing: a slash at the beginning of a word leads to the search for figures, and a figure that is
// pressed is put where the text was left. Without this file a token can still be typed by hand.
"use strict";
(() => {
  const FORM = ".st-key-writing";
  let last = null;   // the field that was written in, and where

  const field = (node) => node instanceof HTMLTextAreaElement && node.closest(FORM) ? node : null;

  document.addEventListener("focusout", (event) => {
    const left = field(event.target);
    if (left) last = { label: left.getAttribute("aria-label"), at: left.selectionStart };
  });

  document.addEventListener("keydown", (event) => {
    const from = field(event.target);
    if (event.key === "Escape" && event.target.matches?.(`${FORM} input[type=text]`)) {
      const back = lastField();
      if (back) { event.preventDefault(); back.focus(); }
      return;
    }
    if (event.key !== "/" || !from || event.ctrlKey || event.metaKey || event.altKey) return;
    const before = from.value.slice(0, from.selectionStart);
    if (before && !/[\s(]$/.test(before)) return;   // "and/or" is no search
    const search = from.closest(FORM).querySelector("[class*='-find'] input, [data-testid=stTextInput] input");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  const lastField = () => {
    const fields = [...document.querySelectorAll(`${FORM} textarea`)];
    return (last && fields.find((f) => f.getAttribute("aria-label") === last.label)) || fields[0];
  };

  document.addEventListener("click", (event) => {
    const pressed = event.composedPath().find((n) => n instanceof Element && n.matches("button.insert"));
    if (!pressed) return;
    const to = lastField();
    if (!to) return;
    const at = last ? Math.min(last.at, to.value.length) : to.value.length;
    const before = to.value.slice(0, at), after = to.value.slice(at);
    const space = before && !/[\s(]$/.test(before) ? " " : "";
    const put = space + pressed.dataset.token;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    to.focus();
    set.call(to, before + put + after);
    to.dispatchEvent(new Event("input", { bubbles: true }));
    to.setSelectionRange(at + put.length, at + put.length);
    last = { label: to.getAttribute("aria-label"), at: at + put.length };
    // Streamlit takes a text as it is when Control and Enter are pressed: the preview follows.
    to.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
  });
})();
