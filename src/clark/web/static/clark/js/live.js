// The event stream says that something changed; fragments fetch themselves again.
(() => {
  const { one, all } = clark;
  const root = document.documentElement;
  const WRONG = {
    0: "Clark does not answer. What you typed is still here; try again in a moment.",
    401: "You are signed out. Sign in in another tab, then go on here: what you typed stays.",
    403: "This page was open for too long. Reload it: what you typed comes back.",
    404: "That is not there any more.",
    503: "Clark cannot do that just now. Nothing is lost; try again in a moment.",
  };

  clark.say = (text) => {
    const note = document.createElement("p");
    note.className = "note bad";
    note.textContent = text;
    one("#toasts").replaceChildren(note);
    setTimeout(() => note.remove(), 8000);
  };
  // What went well is said for a while; what did not, until the page is left.
  setTimeout(() => all("#toasts .ok").forEach((note) => note.remove()), 8000);
  document.addEventListener("htmx:responseError", (event) => {
    clark.say(WRONG[event.detail.xhr.status] || "That did not work. What you typed is still here; try again.");
  });
  document.addEventListener("htmx:sendError", () => clark.say(WRONG[0]));

  // After a switch to another customer in another tab, this page is not what it was made for.
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["Clark-Customer"] = document.body.dataset.customer || "";
  });

  // Before the stream was open something may have been missed: everything shown is fetched again.
  document.addEventListener("htmx:sseOpen", () => {
    root.dataset.stream = "open";
    all("[data-fragment]").forEach((each) => htmx.trigger(each, "refresh"));
  });
  document.addEventListener("htmx:sseError", () => { root.dataset.stream = "lost"; });
})();
