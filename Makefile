# make run: from a fresh checkout to a demonstration in the browser.  make test: everything that CI checks.
bin := .venv/bin
# Where it is set, every process compiles all of its modules anew: seconds for each of the hundreds of tests' own.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup setup-test run test lint types contracts check sizes faults bench lock

help:
	@echo "make run     set up what is missing, then show the demonstration at http://127.0.0.1:8000"
	@echo "make test    set up what is missing, then check everything: lint, types, contracts, tests"
	@echo "make faults  break the server, the database and the disk again and again, for hours; see CONTRIBUTING.md"
	@echo "make bench   measure time and memory; the results go to benchmarks/results/"
	@echo "make setup   set up what is missing (like sh setup.sh)"
	@echo "make lint types contracts check    the parts of make test, without set-up"
	@echo "make sizes   tell the longest functions and files"
	@echo "make lock    lock the packages that setup.cfg asks for"

setup:
	@sh setup.sh run

setup-test:
	@sh setup.sh test

run: setup
	@$(bin)/culture3d demo --serve

test: setup-test
	@$(MAKE) --no-print-directory lint types contracts check

lint:
	$(bin)/ruff check .
	$(bin)/ruff format --check .

types:
	$(bin)/mypy

contracts:
	$(bin)/lint-imports

check:
	$(bin)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

sizes:
	$(bin)/python -m tests.house.sizes

faults: setup-test
	FAULTS=long $(bin)/pytest -v --timeout 0 tests/faults

bench: setup-test
	$(bin)/python -m benchmarks

compile := $(bin)/uv pip compile -q --generate-hashes --universal --python-version 3.11
lock:
	$(compile) requirements/tools.in -o requirements/tools.lock
	$(compile) setup.cfg -o requirements/run.lock
	$(compile) setup.cfg --extra test -c requirements/run.lock -o requirements/test.lock
