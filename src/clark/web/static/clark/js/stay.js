// A refresh leaves what a person is doing as it is: sections closed or open, how far something is
// scrolled, and where the focus is. Fields keep their text and focus by hx-preserve and their ids.
(() => {
  const { all } = clark;

  function note(target) {
    const places = new Map(all("[data-kept]", target).map((each) => [
      each.dataset.kept, { open: each.open, top: each.scrollTop, left: each.scrollLeft },
    ]));
    const focused = document.activeElement;
    return { places, focused: target.contains(focused) ? focused : null };
  }
  function restore(target, { places, focused }) {
    for (const each of all("[data-kept]", target)) {
      const was = places.get(each.dataset.kept);
      if (!was) continue;
      if (each.matches("details")) each.open = was.open;
      each.scrollTop = was.top;
      each.scrollLeft = was.left;
    }
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    const words = focused.textContent.trim();
    all(focused.tagName, target)
      .find((each) => each.textContent.trim() === words && each.getAttribute("href") === focused.getAttribute("href"))
      ?.focus({ preventScroll: true });
  }

  // A button that is replaced between press and release is never clicked: the refresh waits.
  const late = new Set();
  let pressed = null;
  document.addEventListener("pointerdown", ({ target }) => { pressed = target; });
  for (const release of ["pointerup", "pointercancel"]) {
    document.addEventListener(release, () => {
      pressed = null;
      late.forEach((target) => htmx.trigger(target, "refresh"));
      late.clear();
    });
  }

  const noted = new Map();
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (pressed && detail.target.matches("[data-fragment]") && detail.target.contains(pressed)) {
      detail.shouldSwap = false;
      late.add(detail.target);
      return;
    }
    noted.set(detail.target.id, note(detail.target));
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const before = noted.get(detail.target.id);
    const now = document.getElementById(detail.target.id);
    if (before && now) restore(now, before);
  });
})();
