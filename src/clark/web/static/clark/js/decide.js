// A decision is about what was read. A refresh shows what is new, and asks to read the page again:
// the fields that say what was read stand outside of what is refreshed.
clark.refresh(function compareWithWhatWasRead() {
  const { one, all } = clark;
  const [head, diff] = [one("#read-head"), one("#read-diff")];
  if (!head) return;
  const now = one("[data-head]").dataset;
  // Before the pull request was opened there was nothing to read: the first head is what is read.
  if (!head.value || !diff.value) [head.value, diff.value] = [now.head, now.diff];
  const moved = head.value !== now.head || diff.value !== now.diff;
  all("[data-moved]").forEach((each) => { each.hidden = !moved; });
  all("[data-key=approve], [data-approves]").forEach((each) => { each.hidden = moved; });
});
