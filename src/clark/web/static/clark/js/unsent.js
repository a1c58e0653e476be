// What was typed outlives a submission that did not arrive: the sign-in had ended, the page was too
// old, or Clark did not answer. It is kept in this tab only, until something was sent or signed out.
(() => {
  const { one, all } = clark;
  const OWN = ["csrfmiddlewaretoken", "head", "diff_hash"];
  const place = (form) => `unsent:${new URL(form.action).pathname}`;

  function forget() {
    Object.keys(sessionStorage).filter((key) => key.startsWith("unsent:")).forEach((key) => sessionStorage.removeItem(key));
  }
  function keep(form) {
    const typed = [...new FormData(form)].filter(([name]) => !OWN.includes(name));
    sessionStorage.setItem(place(form), JSON.stringify(typed));
  }
  function fill(form, typed) {
    for (const field of form.elements) {
      if (!field.name || OWN.includes(field.name)) continue;
      const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
      else if (values.length && (field.type !== "hidden" || field.name === "submission")) [field.value] = values;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function restore(form) {
    const kept = sessionStorage.getItem(place(form));
    if (!kept || one("[data-focus]")) return; // a refused form shows what was sent by itself
    sessionStorage.removeItem(place(form));
    fill(form, JSON.parse(kept));
    clark.say("This was not sent. What you typed is back: look it over, then send it.");
  }

  // After htmx, which listens for the same: a form that was filled asks for its verdict.
  document.addEventListener("DOMContentLoaded", () => {
    if (one("#toasts .ok")) forget();
    all("form[data-unsent]").forEach(restore);
  });
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-unsent]")) keep(target);
    if (target.matches("[data-sign-out]")) forget();
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.elt.matches("form[data-unsent]")) keep(detail.elt);
  });
})();
