# One line per task; what they do is in config/local.
SHELL := /bin/bash
.DEFAULT_GOAL := help

ifndef PYTHON
PYTHON := $(or $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done),python3)
endif
export FRAMEWRIGHT_VENV ?= $(CURDIR)/.venv
IN_VENV := $(FRAMEWRIGHT_VENV)/bin/python
LOCAL := $(IN_VENV) -m config.local
PYTEST_ARGS ?= -n auto

.PHONY: help install install-dev models run stop status test check smoke shell constraints emulator screenshots bench bench-others chaos clean

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS=$$'\t' read -r name what; do \
		printf '  make %-12s %s\n' "$$name" "$$what"; done

install:  ## the virtual environment with what the platform needs
	@$(PYTHON) config/local/bootstrap.py

install-dev:  ## the same with what its development needs
	@$(PYTHON) config/local/bootstrap.py --dev

models:  ## try again to install the models that could not be had
	@$(PYTHON) config/local/bootstrap.py --models

run: install  ## start everything here: http://127.0.0.1:8000 (PORT=, FRAMEWRIGHT_HOME= for a second one)
	@$(LOCAL) run

stop: install  ## stop it from another terminal
	@$(LOCAL) stop

status: install  ## say whether it runs
	@$(LOCAL) status

test: install-dev  ## every check, every test, and a start of the whole platform
	@$(LOCAL) check
	@$(IN_VENV) -m pytest $(PYTEST_ARGS)
	@$(LOCAL) smoke

check: install-dev  ## format, lint, types, layers, known holes, migrations, API schema
	@$(LOCAL) check

smoke: install  ## try everything on the running platform, else on a throw-away one (FILE=a video of yours)
	@$(LOCAL) smoke

shell: install  ## Django's shell beside the running platform, else beside throw-away services
	@$(LOCAL) exec -- $(IN_VENV) manage.py shell

emulator: install  ## the vendors' APIs on this machine, for trying everything with "keys" offline (EMULATOR_PORT=8090)
	@$(IN_VENV) -m ai.emulator --port $(or $(EMULATOR_PORT),8090)

constraints: install-dev  ## pin anew everything that the chosen packages pull in
	@sed -i '/^-c constraints/d' requirements.txt && uv pip compile -q --no-header --no-annotate --no-emit-index-url \
		requirements-dev.txt -o constraints.txt; sed -i '1a -c constraints.txt' requirements.txt

screenshots: install-dev  ## every page in both themes and three widths, to look at (ONLY=editor, UI_LANGUAGE=vi, URL=)
	@$(IN_VENV) -m config.screenshots --only "$(ONLY)" --language $(or $(UI_LANGUAGE),en) --url "$(URL)" $(SCREENSHOT_ARGS)

bench: install-dev  ## the measurements in bench/ (ONLY=editing for one)
	@$(IN_VENV) -m bench $(ONLY)

bench-others: install  ## what the editing benchmark compares with: MoviePy and smartcut, in bench/.venv
	@$(IN_VENV) -m venv bench/.venv && bench/.venv/bin/pip install --quiet -r bench/requirements.txt

chaos: install-dev  ## the long trials: kill -9, cuts, races, fuzzing
	@$(IN_VENV) -m pytest -m chaos $(PYTEST_ARGS)

clean: install  ## remove the database, the videos and the logs (asks; FORCE=1 does not)
	@$(LOCAL) clean
