# Two commands: make run, make test. Both prepare what they need first; see tools/bootstrap.py.
PYTHON ?= python3
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
WORKERS ?= $(if $(filter 1,$(CORES)),2,$(CORES))
ARGS ?=
FLASK := .venv/bin/flask --app wsgi
BIN := $(CURDIR)/.venv/bin

.PHONY: help run test lint soak assets pictures lock ready ready-for-tests python clean

help:
	@echo "make run     start the portal with the demo organisation; PORT and DATABASE_URL are honoured"
	@echo "make test    lint and run all tests; ARGS='-k name' narrows, WORKERS=1 spares the machine"
	@echo "make lint    the checks that need no database"
	@echo "make soak    random stories of people on two tablets without a network; RUNS=200, SEED=1, KINDS=reports"
	@echo "make assets  build styles and scripts"
	@echo "make pictures  take the pictures of the README from a demo of its own"
	@echo "make lock    pin the newest versions that pyproject.toml allows (needs uv)"
	@echo "make clean   remove what was made, but not var/ with its data"

run: export RAYON_MODE ?= demo
run: ready
	@$(FLASK) db upgrade
	@$(FLASK) demo load
	@exec $(FLASK) portal serve

test: lint
	@.venv/bin/pytest -n $(WORKERS) --dist worksteal $(ARGS)

# Each check knows nothing of the others, so all cores check.
CHECKS := translated drawn templated typed scripted styled layered
.PHONY: $(CHECKS)

lint: ready-for-tests
	@$(MAKE) --no-print-directory -j $(CORES) $(CHECKS)

translated:
	@.venv/bin/python -m tools.catalogue check

drawn:
	@.venv/bin/djlint portal/templates --lint --quiet

templated:
	@.venv/bin/python -m tools.template_lint

styled:
	@.venv/bin/ruff check --quiet .

layered:
	@.venv/bin/lint-imports --no-logo --no-cache

typed:
	@PATH="$(BIN):$$PATH" node --run check

scripted:
	@PATH="$(BIN):$$PATH" node --run test

soak: ready-for-tests
	@.venv/bin/python -m tools.soak

assets: ready

pictures: ready-for-tests
	@.venv/bin/python -m tools.pictures

lock:
	@$(PYTHON) tools/lock.py

ready: python
	@$(PYTHON) tools/bootstrap.py

ready-for-tests: python
	@$(PYTHON) tools/bootstrap.py --dev

python:
	@command -v $(PYTHON) >/dev/null || { echo "rayon: Python is missing; install it with: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "rayon: Rayon needs Python 3.11 or newer and $(PYTHON) is $$($(PYTHON) -V 2>&1); name another one with: make PYTHON=python3.12 …" >&2; exit 1; }

clean:
	@rm -rf .venv node_modules build portal/static/dist
	@find . -name '*.mo' -path './translations/*' -delete
