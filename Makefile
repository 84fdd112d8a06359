# PainCheck's commands. `make` alone lists them.
# A name on the PATH is not enough: a version manager's shim can stand for a Python that is not there,
# and Debian's own may lack what makes a virtual environment. So each is asked.
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
BIN := .venv/bin
PORT ?= 8000
export PORT
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
# What the tools need to read the settings; nothing of it reaches a server.
CHECKING := SECRET_KEY=only-for-the-checks-never-for-signing-anything DEMO=1 SITE_URL=http://127.0.0.1

.DEFAULT_GOAL := help
.PHONY: help run demo assets check test test-all on-sqlite on-postgresql in-browser faults trial-drill faults-compare browser mutants weigh screens messages lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: .venv/.run .env  ## start PainCheck with the demo's people on http://127.0.0.1:PORT (8000)
	@SITE_URL=http://127.0.0.1:$(PORT) $(BIN)/python manage.py start --only-check
	@$(BIN)/python deploy/assets.py
	@$(BIN)/python manage.py migrate --verbosity 0
	@SITE_URL=http://127.0.0.1:$(PORT) $(BIN)/python manage.py demo --if-empty
	@SITE_URL=http://127.0.0.1:$(PORT) exec $(BIN)/python manage.py start

demo: .venv/.run .env  ## make the demo's data anew, ending today
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo

assets: .venv/.run  ## build the front end from its lock file
	$(BIN)/python deploy/assets.py

check: .venv/.dev  ## style, format, types, arrows between the apps, migrations, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(CHECKING) $(BIN)/mypy .
	$(BIN)/lint-imports
	$(CHECKING) $(BIN)/python manage.py makemigrations --check
	$(CHECKING) $(BIN)/python manage.py draw_states --check
	$(BIN)/djlint --lint --quiet templates paincheck/nhsuk/templates

test: check browser  ## the checks, then all tests on SQLite and on PostgreSQL with Valkey
	@$(MAKE) --no-print-directory -j3 on-sqlite on-postgresql in-browser WHICH="not slow" BOTH="not page" TABLES=--no-migrations

# Side by side: the third waits much of its time, for a browser and for what it has killed. What
# needs no database is run once; what a page says, in `make test`, on SQLite alone,
# and the browser's tables are made by the models (TABLES), the others' by the migrations.
on-sqlite:
	$(BIN)/python -m pytest -q $(DICE) -m "($(WHICH)) and not journey and not redis"

on-postgresql:
	$(BIN)/python tests/services.py -- $(BIN)/python -m pytest -q $(DICE) -m "($(WHICH)) and ($(BOTH)) and not once" tests/integration

in-browser:
	$(BIN)/python tests/services.py -- $(BIN)/python -m pytest -q $(DICE) $(TABLES) -m "($(WHICH)) and (journey or not once)" tests/journeys tests/faults

faults: .venv/.dev  ## kill everything, count what is lost; SEED=... RESUME=1 PART=1 to 4
	$(BIN)/python -m tests.faults.drills $(if $(SEED),--seed $(SEED)) $(if $(PART),--part $(PART)) $(if $(RESUME),--resume)

trial-drill: .venv/.dev  ## 10,000 allocations by each method, raced for and killed: docs/trial-drill.md
	nice $(BIN)/python tests/services.py -- $(BIN)/python -m tests.faults.trial_drill

faults-compare: .venv/.dev  ## the same harm on stock Celery on Redis, side by side
	$(BIN)/python -m tests.faults.compare $(if $(SEED),--seed $(SEED))

test-all: check browser  ## the same with the slow ones, and random tests on new examples
	@$(MAKE) --no-print-directory -j3 on-sqlite on-postgresql in-browser WHICH="slow or not slow" BOTH="page or not page" DICE=--hypothesis-profile=dice

weigh: browser  ## how heavy and quick the patient's pages are on a poor phone: docs/weight.md
	$(BIN)/python -m bench.weigh

mutants: .venv/.dev  ## seed faults in our own code, one at a time: each must turn a test red
	$(BIN)/python -m tests.mutants.run

screens: browser  ## take the README's pictures of the demo anew
	$(BIN)/python tests/services.py -- $(BIN)/python -m pytest -q tests/journeys/test_screens.py
	mkdir -p docs/screens && cp build/screens/readme-*.png docs/screens/

browser: .venv/.dev
	$(BIN)/python deploy/assets.py --for-tests

messages: .venv/.dev  ## collect the patients' texts for a translator, and compile what is translated; TO=cy
	@{ command -v xgettext && command -v msgmerge && command -v msgfmt; } >/dev/null || { echo "make messages needs GNU gettext (xgettext, msgmerge, msgfmt) on the PATH: 'apt install gettext' on Debian and Ubuntu, 'brew install gettext' on a Mac."; exit 1; }
	@test -n "$(TO)" || { echo "Say into which language: make messages TO=cy"; exit 1; }
	$(CHECKING) $(BIN)/python manage.py makemessages --locale $(TO) --no-obsolete --add-location file \
		$(foreach folder,.venv build node_modules var tests bench deploy docs static,--ignore $(folder))
	$(CHECKING) $(BIN)/python manage.py compilemessages --locale $(TO) --ignore .venv

lock: .venv/.dev  ## pin and hash what pyproject.toml names
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -q -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group dev -q -o requirements-dev.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --group assets -q -o requirements-assets.lock

clean:  ## remove everything that was made here, the demo's data too
	rm -rf .venv build var node_modules static/vendor

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "PainCheck needs Python 3.11 or newer, with its venv module, on the PATH."; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.lock | .venv/bin/python
	@echo "Installing what PainCheck needs ..."
	@$(PIP) -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock | .venv/bin/python
	@$(PIP) -r requirements-dev.lock
	@touch $@

.env:
	@$(PYTHON) -c 'import secrets; print("DEMO=1\nSECRET_KEY=" + secrets.token_urlsafe(48) + "\nSITE_URL=http://127.0.0.1:8000")' > .env
