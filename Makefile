# 五级协同: `make` lists the commands.
SHELL := /bin/sh
BIN := .venv/bin
PYTHON3 ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
PORT ?= 8000
CASES ?=
JOBS ?= auto
SCALE ?=
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

run: .venv/ready ## start everything on http://127.0.0.1:$(PORT); Ctrl-C stops it (PORT=, DATA_DIR=)
	@exec $(BIN)/python -m config.embedded.run

test: .venv/ready ## run the tests in random order, one process a core (ARGS="tests/hierarchy -k move" JOBS=0)
	@sh deploy/browser.sh
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 8 $(ARGS)

check: .venv/ready ## run every check a machine can make without running the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --check templates
	$(BIN)/python -m config.embedded.session $(BIN)/python manage.py makemigrations --check --dry-run
	sh deploy/check-production.sh $(BIN)/python

bench: .venv/ready ## measure beside a floor, one JSON object a line (CASES=tree.insert SCALE=city)
	$(BIN)/python -m config.embedded.session $(BIN)/python -m tests.bench $(if $(CASES),--cases "$(CASES)") $(if $(SCALE),--scale $(SCALE))

lock: .venv/ready ## write the lock files again from pyproject.toml
	$(BIN)/uv pip compile -q --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

.venv/ready: requirements-dev.lock
	@sh deploy/virtualenv.sh "$(PYTHON3)" requirements-dev.lock
	@touch $@
