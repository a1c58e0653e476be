"""The fifth stage: from the connection Secret to the application."""
