// Links within the pages move without loading everything anew: the address changes, and Streamlit
// is told as if the reader had used the back button. Without this file every link still works.
"use strict";
// Streamlit looks for its server under the page's own path first; it is always at the top.
window.__streamlit = { BACKEND_BASE_URL: location.origin, MAIN_PAGE_BASE_URL: location.origin };
(() => {
  const root = document.documentElement;
  const of = (url, name) => new URL(url).searchParams.get(name);
  const theme = (url) => { root.dataset.theme = of(url, "theme") === "dark" ? "dark" : "light"; };

  const link = (event) => event.composedPath().find((n) => n instanceof HTMLAnchorElement && n.href);
  const plain = (e) => !e.defaultPrevented && e.button === 0 && !(e.metaKey || e.ctrlKey || e.shiftKey || e.altKey);
  const ours = (a) => a.origin === location.origin && !a.hasAttribute("download") && !a.dataset.load;
  const here = (a) => a.hash && a.pathname === location.pathname && a.search === location.search;
  const sameLanguage = (a) => (of(a.href, "lang") || root.lang) === root.lang;

  document.addEventListener("click", (event) => {
    const a = link(event);
    document.querySelectorAll("details.menu[open]").forEach((d) => { if (!event.composedPath().includes(d)) d.open = false; });
    if (!a || !plain(event) || !ours(a) || here(a) || !sameLanguage(a)) return;
    event.preventDefault();
    document.querySelectorAll("details.menu[open]").forEach((d) => { d.open = false; });
    const moved = a.pathname !== location.pathname;
    history.pushState(null, "", a.href);
    theme(a.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
    if (moved) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((d) => { d.open = false; d.querySelector("summary").focus(); });
  });
  window.addEventListener("popstate", () => {
    if ((of(location.href, "lang") || root.lang) !== root.lang) location.reload();
    theme(location.href);
  });
})();
