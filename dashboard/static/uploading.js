// The field that takes files speaks English of its own: what screen readers hear of it is said here
// in the reader's language, with the words that the page carries. Sighted readers get them by style.
"use strict";
(() => {
  const name = (node, text) => { if (node && node.getAttribute("aria-label") !== text) node.setAttribute("aria-label", text); };
  const words = () => {
    const said = document.querySelector(".uploading")?.dataset;
    if (!said) return;
    document.querySelectorAll("[data-testid=stFileUploaderDropzone]").forEach((field) => {
      name(field, `${said.drop}. ${said.limits}`);
      field.querySelectorAll("button").forEach((button) => {
        const chip = button.closest("[data-testid=stFileChip]");
        const file = chip?.querySelector("[data-testid=stFileChipName]")?.textContent;
        name(button, chip ? `${said.remove} ${file ?? ""}`.trim() : said.choose);
      });
      name(field.querySelector("input[type=file]"), said.choose);
    });
  };
  new MutationObserver(words).observe(document.documentElement, { childList: true, subtree: true });
})();
