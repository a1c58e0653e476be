"""Production's outside systems, one package each. Only wiring names them."""
