# What of Terraform's words (terraform … -json) may stand in a log that many can read: which resource,
# what is done to it, and the title of an error with its place. Never a value, and no error's text.
fromjson?
| if .type == "diagnostic" then
    .diagnostic
    | "\(.severity): \(.summary)" + (if .range then " (\(.range.filename):\(.range.start.line))" else "" end)
  elif .type == "planned_change" then "\(.change.action): \(.change.resource.addr)"
  elif .type == "apply_start" or .type == "apply_complete" or .type == "apply_errored" then
    "\(.type | sub("_"; " ")): \(.hook.action) \(.hook.resource.addr)"
  elif .type == "change_summary" then ."@message"
  else empty end
