# make run: everything from nothing to a demonstration in the browser.  make test: everything CI checks.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
.PHONY: setup run test lint types contracts check bench lock

setup:
	@sh setup.sh run

run: setup
	@culture3d demo --serve

setup-test:
	@sh setup.sh test

test: setup-test lint types contracts check

lint:
	ruff check .
	ruff format --check .

types:
	mypy

contracts:
	lint-imports

check:
	pytest

bench: setup-test
	python -m benchmarks

lock:
	uv pip compile -q --generate-hashes --python-version 3.11 requirements/uv.in -o requirements/uv.lock
	uv pip compile -q --generate-hashes --python-version 3.11 setup.cfg -o requirements/run.lock
	uv pip compile -q --generate-hashes --python-version 3.11 setup.cfg --extra test -c requirements/run.lock -o requirements/test.lock
