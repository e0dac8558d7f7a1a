# Two commands matter: `make run` and `make test`. Each sets up what it needs, once.
# Needed beforehand: Python 3.11 or later, make, and a package index that pip can reach.

VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
PYTEST_JOBS ?= 2
ARGS ?=

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := $(abspath $(VENV))/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11
export HOST PORT
export BASE_URL ?= http://$(HOST):$(PORT)
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run data serve dev worker test test-deep lint format lock shots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.runtime data serve ## set up, load the demonstration, serve the site with its worker

test: $(VENV)/.dev ## set up and run the tests (ARGS= goes to pytest)
	@$(BIN)/pytest --quiet --numprocesses $(PYTEST_JOBS) --durations 12 $(ARGS)

test-deep: $(VENV)/.dev ## the long profiles too: minutes to hours
	@$(BIN)/pytest --quiet --numprocesses $(PYTEST_JOBS) --deep --hypothesis-profile deep $(ARGS)

lint: $(VENV)/.dev ## style, types, floors, migrations, deployment settings
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "unformatted: make format"; exit 1; }
	@$(BIN)/mypy .
	@floors=$$($(BIN)/lint-imports --no-cache) || { echo "$$floors"; exit 1; }
	@$(MANAGE) makemigrations --check --dry-run
	@HTTPS=true $(MANAGE) check --deploy --fail-level WARNING

format: $(VENV)/.dev ## put the code into its one style
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

dev: $(VENV)/.dev ## serve with DEBUG and reloading, no worker
	@DEBUG=true $(MANAGE) migrate --verbosity 0
	@DEBUG=true $(MANAGE) runserver $(HOST):$(PORT)

shots: $(VENV)/.dev ## photograph the key screens at three widths
	@$(BIN)/python -m tests.browser.shots $(ARGS)

lock: $(VENV)/.dev ## choose versions anew and write both locks
	@$(LOCK) --upgrade requirements.in --output-file requirements.lock
	@$(LOCK) --upgrade requirements-dev.in --output-file requirements-dev.lock

clean: ## forget what was made here, except the virtual environment
	@rm -rf var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- what the commands above stand on ----------------------------------------------------------------
data: $(VENV)/.runtime
	@echo "… preparing the database, the static files and the demonstration"
	@mkdir -p -m 700 var
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@(umask 077; $(MANAGE) load_demo > var/demo.txt) || { cat var/demo.txt; exit 1; }

serve: $(VENV)/.runtime
	@$(BIN)/python -m config.welcome var/demo.txt & \
	  PATH="$(BIN):$$PATH" honcho start --env /dev/null --port $(PORT) || [ $$? -eq 130 ]

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or later is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "… making the virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	@echo "… installing what the site runs on (a minute or so, once)"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	@echo "… installing what building and testing need (a minute or so, once)"
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $(VENV)/.runtime $@
