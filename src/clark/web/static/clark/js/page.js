// What every page needs beyond htmx: theme, status in the tab, ages, copying, tabs, keys.
// No eval and no inline handlers: the Content-Security-Policy forbids both.
const clark = {
  one: (selector, root = document) => root.querySelector(selector),
  all: (selector, root = document) => [...root.querySelectorAll(selector)],
  clicks: {},
  refreshers: [],
  // Run `act` now and after every swap.
  refresh(act) { this.refreshers.push(act); act(); },
};

(() => {
  const { one, all, clicks } = clark;
  const root = document.documentElement;

  // The theme is kept in a cookie, so that the server paints the right one at once.
  clicks["[data-theme-switch]"] = () => {
    const dark = root.dataset.theme === "dark"
      || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
  };

  const COLOURS = { ok: "#22a565", busy: "#d98a00", warn: "#d98a00", bad: "#e0484f" };
  clark.refresh(function showStatus() {
    const shown = one("[data-tab-title]");
    if (!shown) return;
    document.title = shown.dataset.tabTitle;
    const colour = COLOURS[shown.dataset.tone] || "#4f46e5";
    one("link[rel=icon]").href = "data:image/svg+xml," + encodeURIComponent(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${colour}"/></svg>`);
  });

  const STEPS = [[1, "s", 60], [60, "min", 3600], [3600, "h", 86400], [86400, "d", Infinity]];
  function age(seconds) {
    const [size, unit] = STEPS.find(([, , upto]) => seconds < upto);
    return `${Math.floor(seconds / size)} ${unit}`;
  }
  function showTimes() {
    for (const time of all("time[data-ago]")) {
      const seconds = Math.max(0, (Date.now() - Date.parse(time.dateTime)) / 1000);
      const plain = time.dataset.ago === "plain";
      time.textContent = plain ? age(seconds) : seconds < 5 ? "just now" : `${age(seconds)} ago`;
    }
    for (const time of all("time[data-clock]")) {
      const form = time.dataset.clock === "short" ? { hour: "2-digit", minute: "2-digit" } : {};
      time.textContent = new Date(time.dateTime).toLocaleTimeString("en-GB", form);
    }
  }
  clark.refresh(showTimes);
  setInterval(showTimes, 5000);

  clicks["[data-copy]"] = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    one("#said").textContent = "Copied";
    button.classList.add("copied");
    setTimeout(() => { button.classList.remove("copied"); one("#said").textContent = ""; }, 1500);
  };

  // Tabs, as the ARIA pattern asks; the language is remembered from service to service.
  function choose(tab) {
    for (const each of all("[role=tab]", tab.parentElement)) {
      const on = each === tab;
      each.setAttribute("aria-selected", on);
      each.tabIndex = on ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = !on;
    }
    sessionStorage.setItem("language", tab.dataset.language);
  }
  clicks["[role=tab]"] = choose;
  clark.refresh(() => {
    const wanted = CSS.escape(sessionStorage.getItem("language") || "");
    const tab = one(`[role=tab][data-language="${wanted}"]`);
    if (tab) choose(tab);
  });
  function tabKeys(event) {
    const tabs = all("[role=tab]", event.target.parentElement);
    const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(event.target) + step) % tabs.length];
    choose(next);
    next.focus();
  }

  // Single keys on lists and reviews: off in fields, and where the person switched them off.
  function move(step) {
    const links = all(".rows a.open");
    const now = links.indexOf(document.activeElement);
    (links[now + step] || links[step > 0 ? 0 : links.length - 1])?.focus();
  }
  // Lines of the diff are no stops of the tab key, for there are too many: c goes in, arrows go on.
  function moveLine(from, step) {
    const lines = all(".diff a.say");
    lines[lines.indexOf(from) + step]?.focus();
  }
  const KEYS = {
    c: () => (one(".diff :is(.add, .del) a.say") || one(".diff a.say"))?.focus(),
    j: () => move(1),
    k: () => move(-1),
    a: () => one("[data-key=approve]")?.focus(),
    r: () => one("[data-key=comment]")?.focus(),
    e: () => {
      const files = all(".file");
      const open = files.some((each) => !each.open);
      files.forEach((each) => { each.open = open; });
    },
  };
  function singleKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    if (localStorage.getItem("single-keys") === "off" || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  }
  for (const box of all("[data-single-keys]")) {
    box.checked = localStorage.getItem("single-keys") !== "off";
    box.addEventListener("change", () => localStorage.setItem("single-keys", box.checked ? "on" : "off"));
  }

  document.addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(clicks)) {
      const hit = event.target.closest(selector);
      if (hit) act(hit);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("[role=tab]")) tabKeys(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && event.target.matches("a.say")) {
      event.preventDefault();
      moveLine(event.target, step);
    }
    singleKey(event);
  });
  document.addEventListener("htmx:afterSettle", () => clark.refreshers.forEach((act) => act()));
  one("[data-focus]")?.focus();
})();
