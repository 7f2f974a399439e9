# Two commands: `make run` shows the site on this machine, `make test` tests it. `make help` lists the rest.
# Variables: PORT (8000), VAR_DIR (var), PYTHON (a Python 3.11, 3.12 or 3.13), ARGS (more arguments for pytest or the
# benchmarks), TEST_DATABASE_URL (a PostgreSQL for the tests), DEBUG_TOOLBAR=1 (for make dev), TO, FROM and REPLACE
# (for backup and restore).

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --no-input
PYTEST := $(PY) -m pytest -n 2 --dist loadgroup
# Coverage of the whole suite, where Python can measure it at little cost: from 3.12 on (sys.monitoring).
# A run of some tests (ARGS) measures nothing.
MONITORING = $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 12))'
PRODUCTION := DEBUG=0 DATABASE_URL=postgres://nobody@127.0.0.1/none BROKER_URL=redis://127.0.0.1:1/0 \
	ALLOWED_HOSTS=sdgmap.example.org SITE_URL=https://sdgmap.example.org LOG_LEVEL=WARNING

.PHONY: help run dev test quick drills coverage check contract fix bench lock chromium backup restore
.DEFAULT_GOAL := help

help:
	@echo "make run     show the site on this machine (PORT=8001 make run for another port)"
	@echo "make dev     the same, and it loads code, templates and styles again when you save them"
	@echo "make test    all tests, with PostgreSQL, Valkey and a real browser"
	@echo "make quick   the tests without browser, drills and slow ones"
	@echo "make drills  only the drills: real processes are started, killed and overloaded"
	@echo "make coverage  all tests and their coverage, on any Python (slow on 3.11)"
	@echo "make check   style, types, layers, migrations, API schema, deployment settings"
	@echo "make contract  thousands of requests to a running site against its description (PORT; start it with API_LIMIT=0)"
	@echo "make fix     correct what can be corrected mechanically: Python and JavaScript"
	@echo "make bench   speed against PostgreSQL alone, on 100,000 activities"
	@echo "make backup  the database into a file (TO=file); make restore FROM=file brings it back"
	@echo "make lock    compile the files requirements*.txt from pyproject.toml"

run: .venv/runtime.stamp
	@$(PY) -m sdgmap.run --with-parent

dev: .venv/dev.stamp
	@$(PY) -m sdgmap.run --with-parent --reload

test: .venv/dev.stamp chromium
	@if [ -z "$(ARGS)" ] && $(MONITORING); then COVERAGE_CORE=sysmon $(PYTEST) --cov; else $(PYTEST) $(ARGS); fi

quick: .venv/dev.stamp
	@$(PYTEST) -m "not browser and not drill and not slow" $(ARGS)

drills: .venv/dev.stamp
	@$(PYTEST) -m drill tests/drills $(ARGS)

coverage: .venv/dev.stamp chromium
	@if $(MONITORING); then export COVERAGE_CORE=sysmon; fi; \
	$(PYTEST) --cov --cov-report=term-missing:skip-covered $(if $(ARGS),--cov-fail-under=0) $(ARGS)

bench: .venv/dev.stamp
	@$(PY) -m tests.benchmarks $(ARGS)

check: .venv/dev.stamp
	@echo "— style" && .venv/bin/ruff check . && .venv/bin/ruff format --check .
	@echo "— JavaScript" && .venv/bin/oxlint --deny-warnings
	@echo "— templates" && .venv/bin/djlint --lint --quiet templates
	@echo "— types" && .venv/bin/mypy
	@echo "— layers" && .venv/bin/lint-imports
	@echo "— migrations" && $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@echo "— locks of migrations" && $(PY) -m tests.migration_locks
	@echo "— API schema" && $(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null
	@echo "— deployment" && $(PRODUCTION) SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(PY) manage.py check --deploy --fail-level WARNING

contract: .venv/dev.stamp
	@.venv/bin/schemathesis run http://127.0.0.1:$${PORT:-8000}/api/v1/schema/ --checks all $(ARGS)

backup: .venv/runtime.stamp
	@$(PY) -m sdgmap.backup backup $(if $(TO),"$(TO)")

restore: .venv/runtime.stamp
	@test -n "$(FROM)" || { echo "Say which file: make restore FROM=file.dump"; exit 1; }
	@$(PY) -m sdgmap.backup restore $(if $(REPLACE),--replace) "$(FROM)"

fix: .venv/dev.stamp
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format . && .venv/bin/oxlint --fix

lock: .venv/python.stamp
	@command -v uv >/dev/null || test -x .venv/bin/uv || $(PIP) --quiet uv
	@export PATH="$$PATH:$$PWD/.venv/bin" && \
	compile="uv pip compile pyproject.toml --extra sentences --python-version 3.11 --universal --quiet --generate-hashes --no-emit-index-url" && \
	export UV_CUSTOM_COMPILE_COMMAND="make lock" && \
	$$compile -o requirements.txt && $$compile --group dev -o requirements-dev.txt && \
	$$compile --extra s3 -o requirements-s3.txt
	@echo "requirements.txt, requirements-dev.txt and requirements-s3.txt are compiled."

# --- what the commands stand on; each stamp makes the second time instant ---

.venv/python.stamp:
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(SUPPORTED)' || { \
		echo "SDG Map needs Python 3.11, 3.12 or 3.13. None was found as python3.13, python3.12, python3.11 or python3."; \
		echo "Install one, or say where it is: PYTHON=/path/to/python3.11 make run"; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { \
		echo "Python's venv module does not work here. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/runtime.stamp: requirements.txt | .venv/python.stamp
	@echo "Installing requirements.txt into .venv (about a minute the first time)"
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/python.stamp
	@echo "Installing requirements-dev.txt into .venv (one or two minutes the first time)"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

# The system's package when we may install it, Playwright's own browser otherwise. Without either, pytest's summary
# names the journeys that were skipped.
chromium: .venv/dev.stamp
	@command -v chromium-headless-shell chromium chromium-browser google-chrome >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium with apt-get"; export DEBIAN_FRONTEND=noninteractive; \
		timeout 300 apt-get update -qq; \
		for package in chromium-headless-shell chromium; do \
			timeout 300 apt-get install -y -qq --no-install-recommends $$package && exit 0; \
		done; \
	fi; \
	echo "Installing Playwright's Chromium"; timeout 300 .venv/bin/playwright install chromium || \
	echo "No Chromium could be had: the journeys will be skipped."
