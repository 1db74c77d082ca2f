# Every target sets up what it needs in .venv, and again only when a lock has changed.
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run-ready
DEV := .venv/.dev-ready
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --require-hashes

# Every store of the tests syncs every write; half of their time would go into a disk that no test
# looks at (`faults` keeps it).
IN_MEMORY := $(if $(wildcard /dev/shm/.),TMPDIR=/dev/shm)

# The tests wait more than they work, so these take less time side by side. In each the order is fixed.
TESTS_1 := tests/bot
TESTS_2 := $(wildcard tests/handlers/test_[a-e]*.py)
TESTS_3 := $(wildcard tests/handlers/test_[f-z]*.py)
TESTS_4 := tests --ignore=tests/bot --ignore=tests/handlers
PARTS := part-1 part-2 part-3 part-4

# An evening, a year that ends, clocks put forward and back, a leap day that ends earlier in the east.
HOURS := 2026-11-26T18:45Z 2026-12-31T23:57Z 2027-03-28T00:57Z 2027-10-31T00:57Z 2028-02-29T20:57Z
# Without those of health, which goes by when a file was written (faketime leaves that real), and of the
# demo, whose many processes it makes five times slower.
TIMELESS := --ignore=tests/bot/test_health.py --ignore=tests/bot/test_demo.py

.PHONY: demo run test $(PARTS) test-page faults hours check bench format lock clean
.DEFAULT_GOAL := demo

demo: $(RUN)       ## Try everything in a browser, without a token
	$(BIN)/python -m bot demo

run: $(RUN)        ## Run against Telegram; needs BOT_TOKEN
	$(BIN)/python -m bot run

test: $(DEV)       ## The tests, about four minutes on two cores
	@$(MAKE) --no-print-directory -j4 --output-sync=target $(PARTS)

$(PARTS): part-%: $(DEV)
	$(IN_MEMORY) $(BIN)/python -m pytest -q $(TESTS_$*)

test-page: $(DEV)  ## The chat page in a real browser (Debian's chromium), about a minute
	$(IN_MEMORY) $(BIN)/python -m pytest -q -m page

faults: $(DEV)     ## The long tests, about half an hour
	$(BIN)/python -m pytest -q -m long --hypothesis-profile=new

hours: $(DEV)      ## The tests at moments that tests forget, about forty minutes; needs Debian's faketime
	for at in $(HOURS); do \
	  echo "== $$at" && FAKETIME_DONT_FAKE_MONOTONIC=1 PYTEST_ADDOPTS='$(TIMELESS)' \
	    faketime -m $$at $(MAKE) --no-print-directory test || exit; done

check: $(DEV)      ## Formatter, linter, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(DEV)      ## Benchmarks; each prints ratios against its peers in the same run
	$(BIN)/python -m tests.bench

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:              ## Renew the locks; needs uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade pyproject.toml --extra sandbox -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade pyproject.toml --all-extras -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "promo.music needs Python 3.11 or newer; point PYTHON at one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

$(RUN): requirements.txt | .venv/bin/python
	$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUN) | .venv/bin/python
	$(PIP) -r requirements-dev.txt
	@touch $@
