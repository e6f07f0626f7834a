# The two commands: `make run` and `make test`. Both build what is missing and are fast the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := pyproject.toml constraints.txt hatch_build.py package.json package-lock.json tsconfig.json \
  $(shell find quizapp/frontend quizapp/translations -type f \( -name '*.ts' -o -name '*.css' -o -name '*.po' \) 2>/dev/null)

.PHONY: run build test lint bench clean

run: build
	@exec $(BIN)/quizapp serve

build: $(VENV)/.built

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: Python 3.11 or newer is needed; name one with PYTHON=python3.12 make"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "error: this Python has no venv; on Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.built: $(VENV)/.python $(SOURCES)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.built
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test,postgresql]'
	@touch $@

test:
	@sh tests/install-tools.sh
	@$(MAKE) --no-print-directory $(VENV)/.tested
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m quizapp.frontend_check

clean:
	rm -rf $(VENV) quizapp/static/dist node_modules
