// The request form: sliders, one-click fixes, sending once.
(() => {
  const { one, all, clicks } = clark;

  // A slider and the number field beside it say the same; only the number is sent.
  function paint(range) {
    const share = (range.value - range.min) / (range.max - range.min) * 100;
    range.style.setProperty("--share", `${Math.max(0, Math.min(100, share))}%`);
  }
  function mirror(changed) {
    const other = document.getElementById(changed.dataset.mirror);
    if (!other) return;
    other.value = changed.value;
    paint(changed.type === "range" ? changed : other);
  }
  clark.refresh(() => all("input[type=range]").forEach(paint));
  document.addEventListener("input", (event) => {
    if (event.target.dataset?.mirror) mirror(event.target);
  });

  clicks["[data-fix-field]"] = (button) => {
    const form = one("form[data-draft]");
    const field = form.elements[button.dataset.fixField];
    const value = button.dataset.fixValue;
    for (const input of field instanceof RadioNodeList ? [...field] : [field]) {
      if (["radio", "checkbox"].includes(input.type)) input.checked = input.value === value;
      else if (input.type !== "hidden") { input.value = value; mirror(input); }
    }
    form.dataset.fixed = "yes";
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // The button that was pressed goes with the old verdict: the focus moves to the new one.
  document.addEventListener("htmx:afterSettle", () => {
    const form = one("form[data-fixed]");
    if (!form) return;
    delete form.dataset.fixed;
    one("#verdict")?.focus({ preventScroll: true });
  });

  // A field's reason arrives beside it, out of band; the field itself is told here.
  clark.refresh(() => {
    for (const line of all(".problem[id]")) {
      const field = document.getElementById(line.id.replace(/^problem-/, "field-"));
      if (field) field.setAttribute("aria-invalid", line.textContent.trim() !== "");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter") return;
    const form = event.target.closest("form[data-draft]") || one("form[data-draft]");
    form?.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("[data-once]");
    if (!button) return;
    if (button.dataset.sent) event.preventDefault();
    button.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => all("[data-sent]").forEach((button) => { delete button.dataset.sent; }));
})();
