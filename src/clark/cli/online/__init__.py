"""Commands that talk to a running Clark over its HTTP API, as the person who signed in."""
