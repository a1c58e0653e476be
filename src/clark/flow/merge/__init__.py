"""The third stage: what was approved, and only that, enters main."""
