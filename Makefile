# The two commands: `make run` and `make test`. Both build what is missing and are fast the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := pyproject.toml constraints.txt hatch_build.py package.json package-lock.json tsconfig.json \
  $(shell find quizapp/frontend quizapp/kinds quizapp/translations -type f \( -name '*.ts' -o -name '*.css' -o -name '*.po' \) 2>/dev/null)

.PHONY: run build test lint types style bench fuzz load torture translations clean

# Each of the hundreds of processes that the tests start would compile all modules anew.
export PYTHONDONTWRITEBYTECODE :=

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
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

test:
	@sh tests/install-tools.sh
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --durations 10

lint: $(VENV)/.tested node_modules/.installed
	@$(MAKE) --no-print-directory --jobs 2 types style

types: $(VENV)/.tested
	$(BIN)/mypy

style: $(VENV)/.tested node_modules/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check
	PATH="$(CURDIR)/$(BIN):$$PATH" npm test --silent

bench: $(VENV)/.tested  ## measure the simulator together with PyTorch and JAX, and the lab in Chromium
	$(BIN)/python -m tests.benchmarks $(BENCH)

torture: $(VENV)/.tested  ## kill workers, processes, and servers at random; all cases of what the suite samples, and how every page looks
	WHOLE_SUITE=1 $(BIN)/python -m pytest --timeout 7200 tests/torture/workers.py tests/torture/pools.py tests/torture/exams.py tests/torture/platforms.py tests/torture/appearance.py tests quizapp/kinds
	TESTED_DATABASE=postgresql $(BIN)/python -m pytest --timeout 7200 --numprocesses 2 tests/quizapp/services tests/quizapp/web tests/quizapp/api tests/quizapp/cli

FUZZ ?= 20
fuzz: $(VENV)/.tested  ## try every property on FUZZ times as many new examples, and the API on generated requests
	FUZZ_TIMES=$(FUZZ) $(BIN)/python -m pytest --timeout 7200 --numprocesses 2 -m hypothesis -o "python_files=test_*.py requests.py files.py"

load: $(VENV)/.tested  ## measure quiz pages while 500 streams are open
	$(BIN)/python -m tests.load $(LOAD)

node_modules/.installed: package-lock.json $(VENV)/.tested
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

translations: $(VENV)/.built  ## update the catalogs from the texts marked in the source
	$(BIN)/python catalogs.py

clean:
	rm -rf $(VENV) .venv-bench quizapp/static/dist node_modules
