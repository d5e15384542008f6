# Two commands: `make demo` shows the product, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check -q
RUN_HOME ?= .lagesbild

.DEFAULT_GOAL := help
.PHONY: help demo test prove bench-disclosure bench-checks bench-screen screens lock clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.made:
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Lägesbild needs Python 3.11 or newer; set PYTHON=…"; exit 1)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/.made
	@echo "Installing the pinned libraries (about a minute) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.tested: requirements-test.lock $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r requirements-test.lock
	@./tests/install-chromium
	@touch $@

demo: $(VENV)/.installed ## Build the demonstration and serve it at http://127.0.0.1:8501
	@$(BIN)/lagesbild --home $(RUN_HOME) demo

test: $(VENV)/.tested ## Install what the tests need and run them all
	@$(BIN)/ruff check data expectations metrics dashboard tests
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests -n 2

prove: $(VENV)/.tested ## Attack a thousand random publications and histories (an hour)
	@$(BIN)/python -m pytest tests -m proof

bench-disclosure: $(VENV)/.tested ## Time the protection of a cube of a million cells
	@$(BIN)/python -m tests.bench.disclosure

bench-checks: $(VENV)/.tested ## Time the checks of a million rows beside four other ways
	@$(BIN)/python -m tests.bench.checks

bench-screen: $(VENV)/.tested ## Time the pages of the demonstration beside the same page in Dash
	@$(BIN)/python -m tests.bench.screen --home $(RUN_HOME)

screens: $(VENV)/.tested ## Look at every page of the demonstration: pictures, axe-core, widths
	@$(BIN)/python -m tests.screens --home $(RUN_HOME) --out screens

lock: $(VENV)/.made ## Make the lock files anew (needs uv on the path)
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-header --no-emit-index-url --no-annotate -q pyproject.toml --extra build -o requirements.lock
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-header --no-emit-index-url --no-annotate -q pyproject.toml --extra build --extra test -c requirements.lock -o requirements-test.lock
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-header --no-emit-index-url --no-annotate -q tests/bench/peers.in -c requirements.lock -o requirements-bench.lock

clean: ## Remove the environment and the demonstration's home
	rm -rf $(VENV) $(RUN_HOME) dist build
