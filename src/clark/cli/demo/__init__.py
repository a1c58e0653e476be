"""The scenario, played by sample people through the HTTP API, and proved with the credentials."""
