# PainCheck's commands. `make` alone lists them.
PYTHON := $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do command -v $$p && break; done)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help check test lock clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

.venv/.dev: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "PainCheck needs Python 3.11 or newer on the PATH.")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

check: .venv/.dev  ## style, format, arrows, pending migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	SECRET_KEY=only-for-checking-that-migrations-are-complete DEMO=1 SITE_URL=http://127.0.0.1 $(BIN)/python manage.py makemigrations --check

test: check  ## the checks, then all tests on SQLite and on PostgreSQL with Redis
	$(BIN)/python -m pytest -q
	$(BIN)/python tests/services.py -- $(BIN)/python -m pytest -q

lock: .venv/.dev  ## pin and hash what pyproject.toml names
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -q -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group dev -q -o requirements-dev.lock

clean:  ## remove everything that was made here
	rm -rf .venv build var node_modules static/vendor
