# Two commands: `make demo` and `make test`. Both do all of their own set-up.
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: setup demo test check lint types contracts unit faults bench screenshots infra-check lock clean

setup: .venv/.runtime

.venv/.runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Clark needs Python 3.11 or later; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Clark and its local platform into .venv. This takes minutes, once."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@sync # or the first database would wait until half a gigabyte of packages is on the disk
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: setup
	@$(BIN)/clark demo

# Several at a time where none needs a whole platform, for many of them wait for a cloud's clock.
# What starts a platform goes folder by folder: each folder's is gone before the next one's comes.
test: check
	$(BIN)/python -m pytest -n 3 --dist worksteal tests/unit tests/flow tests/ports
	$(BIN)/python -m pytest tests/security
	$(BIN)/python -m pytest tests/faults
	$(BIN)/python -m pytest tests/journeys

check: lint types contracts

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/.dev
	$(BIN)/mypy

contracts: .venv/.dev
	$(BIN)/lint-imports

faults: .venv/.dev
	$(BIN)/python -m pytest tests/faults tests/flow tests/ports tests/unit/web --slow

# Terraform's formatting, validation and tests, and checkov, on what a customer's repository begins with.
infra-check: .venv/.dev .venv-checkov/.done
	$(BIN)/python -m pytest tests/infra --slow

.venv-checkov/.done: requirements-checkov.txt
	@test -x .venv-checkov/bin/python || $(PYTHON) -m venv .venv-checkov
	.venv-checkov/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-checkov.txt
	@touch $@

bench: .venv/.dev
	$(BIN)/python benchmarks/review.py
	$(BIN)/python benchmarks/render.py
	$(BIN)/python benchmarks/live_verdict.py
	$(BIN)/python benchmarks/overhead.py

screenshots: .venv/.dev
	$(BIN)/python docs/screenshots.py

lock: .venv/.dev
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) requirements-checkov.in -o requirements-checkov.txt

clean:
	rm -rf .venv .venv-checkov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
