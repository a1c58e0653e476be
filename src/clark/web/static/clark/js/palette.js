// Search or jump to: Ctrl K anywhere.
(() => {
  const { one, all, clicks } = clark;
  const palette = one("#palette");
  if (!palette) return;
  const input = one("input", palette);

  function open() {
    if (palette.open) return;
    palette.showModal();
    input.select();
    htmx.trigger(input, "seek");
  }
  clicks["[data-palette]"] = open;

  function pick(step) {
    const options = all("[role=option]", palette);
    if (!options.length) return;
    const now = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const next = options[(now + step + options.length) % options.length];
    options.forEach((each) => each.setAttribute("aria-selected", each === next));
    next.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", next.id);
  }
  const KEYS = {
    ArrowDown: () => pick(1),
    ArrowUp: () => pick(-1),
    Escape: () => palette.close(), // the search field would only empty itself
    Enter: () => one("[aria-selected=true]", palette)?.click(),
  };
  palette.addEventListener("keydown", (event) => {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });
})();
