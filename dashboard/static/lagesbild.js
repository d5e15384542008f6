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

  // What was pressed is drawn anew, and the focus with it is lost. It goes on at the menu that was
  // opened, or at the link's successor, or on another page at its heading: once, when that stands
  // there, so that it is read out once. Who has gone on by themselves meanwhile is left alone.
  const PATIENCE = 30000;   // ms until what stands there is taken
  const heading = () => document.querySelector(".st-key-page h1");
  const room = (node) => {
    const key = [...(node.closest("[class*='st-key-']")?.classList || [])].find((c) => c.startsWith("st-key-"));
    return key ? `.${CSS.escape(key)}` : "body";
  };
  const successor = (a, moved, same = false) => {   // same: nothing but what says the same
    const menu = a.closest("details.menu"), within = room(a), old = heading();
    const all = (css) => [...document.querySelectorAll(`${within} ${css}`)];
    const index = all(menu ? "details.menu" : "a[href]").indexOf(menu || a);
    const other = () => moved && heading() !== old ? heading() : null;
    if (menu) return () => all("details.menu")[index]?.querySelector("summary") || other();
    if (moved) return other;
    return () => {   // in its place, else the first that says the same, else what stands there now
      const links = all("a[href]"), alike = links.filter((l) => l.textContent === a.textContent);
      return alike.includes(links[index]) ? links[index] : alike[0] || (same ? null : links.slice(0, index + 1).pop());
    };
  };
  let forget = () => {}, held = null;
  const goOn = (a, moved) => {
    forget();
    held = null;
    const next = successor(a, moved), before = next();
    const focus = (to) => {
      forget();
      if (to.matches("h1")) to.tabIndex = -1;
      to.focus({ preventScroll: true });
    };
    const look = (late) => {
      const at = document.activeElement, to = next();
      if (at && at !== document.body && at !== a) forget();
      else if (to && (late || to !== before)) focus(to);
    };
    const watch = new MutationObserver(() => look(false));
    const timer = setTimeout(() => { look(true); forget(); }, PATIENCE);
    forget = () => { watch.disconnect(); clearTimeout(timer); };
    watch.observe(document.body, { childList: true, subtree: true });
  };

  // What holds the focus may be drawn anew though it was not pressed, when the reader has gone on
  // before the page stood there whole: the focus stays, at what says the same in the same place.
  document.addEventListener("focusin", (event) => {
    const a = event.composedPath().find((n) => n instanceof Element && n.matches("a[href], details.menu > summary"));
    held = a ? { a, path: location.pathname, next: successor(a, false, true) } : null;
  });
  document.addEventListener("focusout", () => {
    const left = held;   // by the reader's will, unless it is gone from the page in a moment
    setTimeout(() => { if (left && left === held && left.a.isConnected && document.activeElement !== left.a) held = null; });
  });
  new MutationObserver(() => {
    if (!held || held.a.isConnected) return;
    held.lost ||= Date.now();
    if (document.activeElement !== document.body || held.path !== location.pathname || Date.now() - held.lost > PATIENCE) held = null;
    else held.next()?.focus({ preventScroll: true });
  }).observe(document.body || root, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    const a = link(event);
    document.querySelectorAll("details.menu[open]").forEach((d) => { if (!event.composedPath().includes(d)) d.open = false; });
    if (!a || !plain(event) || !ours(a) || here(a) || !sameLanguage(a)) return;
    event.preventDefault();
    document.querySelectorAll("details.menu[open]").forEach((d) => { d.open = false; });
    const moved = a.pathname !== location.pathname;
    if (a.href !== location.href) goOn(a, moved);
    else a.closest("details.menu")?.querySelector("summary").focus();
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
