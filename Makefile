# The doors of the project. Each bootstraps what it needs: a machine with Python 3.11+ and make is enough.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: help demo check test test-slow soak bench lock clean

help: ## Show the doors.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# Two stamps: what the program needs, and what its development needs on top.
$(VENV)/.runtime: requirements.lock pyproject.toml scripts/bootstrap.py
	@$(PYTHON) scripts/bootstrap.py $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml scripts/bootstrap.py
	@$(PYTHON) scripts/bootstrap.py $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime ## Build four playlists in an embedded Spotify, from charts, and show them.
	@$(BIN)/tophits demo --once

check: $(VENV)/.dev ## Lint, format, types, architecture, dependencies; every gate is tried with something it must refuse.
	@$(BIN)/python scripts/check.py

test: $(VENV)/.dev ## The everyday tests (at most 6 minutes on 2 cores).
	@$(BIN)/pytest -n $(WORKERS)

test-slow: $(VENV)/.dev ## Real kills and engines (at most 20 minutes).
	@$(BIN)/pytest -n $(WORKERS) -m slow

soak: $(VENV)/.dev ## Years, seeds, big data; by hand.
	@$(BIN)/pytest -n $(WORKERS) -m soak

bench: $(VENV)/.dev ## Speed, memory, calls and accuracy, as ratios within one run.
	@$(BIN)/python benchmarks/run.py

lock: ## Make both lock files anew (needs uv): versions and hashes, no address.
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -o requirements-dev.lock

clean: ## Remove the virtual environment and caches.
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
