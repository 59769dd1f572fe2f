# Everything runs in .venv, which any target makes on first use from requirements.lock (hash-checked); only `spark` adds to it.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
RUN := $(VENV)/bin/python -m
READY := $(VENV)/.ready
FRONTEND := $(shell find widgets/frontend -name node_modules -prune -o -type f -print)
JOBS ?= 3
CUSTOMERS ?=

.PHONY: help demo test check lab bench torture format docs browser spark lock clean

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

demo: $(READY)  ## The main job on real receipts: load, segments, campaign, report (CUSTOMERS=1000000 for the sample shop)
	@$(VENV)/bin/smartcom demo $(if $(CUSTOMERS),--customers $(CUSTOMERS))

test: $(READY) browser spark  ## All tests but torture, on JOBS processes (3)
	@echo "Testing on $(JOBS) processes"
	@$(RUN) pytest -n $(JOBS) --dist worksteal -m "not torture"

check: $(READY)  ## Format, lint, types, layers and house rules: what CI runs before the tests
	@echo "Format"; $(RUN) ruff format --check .
	@echo "Lint";   $(RUN) ruff check .
	@echo "Types";  $(RUN) mypy
	@echo "Layers"; $(VENV)/bin/lint-imports --no-cache
	@echo "House";  $(RUN) pytest tests/house

lab: $(READY)  ## JupyterLab on workspace/, its notebooks first
	@$(VENV)/bin/smartcom lab

bench: $(READY)  ## Measure, and write benchmarks/results/
	@$(RUN) benchmarks

torture: $(READY)  ## Inject faults for minutes
	@$(RUN) pytest -m torture

format: $(READY)  ## Put the source in shape and mend what lint can
	@$(RUN) ruff format .
	@$(RUN) ruff check --fix .

docs: $(READY)  ## Draw docs/guide/reference.md from the program
	@$(RUN) smartcom_kernel.manual > docs/guide/reference.new
	@mv docs/guide/reference.new docs/guide/reference.md

browser:  ## Chromium for the tests that look at pages; without it they are skipped
	@if command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the tests that look at pages"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null \
		|| echo "Chromium could not be installed: the tests that look at pages will be skipped"; \
	else echo "There is no Chromium: the tests that look at pages will be skipped"; fi

spark: $(READY)  ## PySpark and Java for the tests that ask Spark; without them they are skipped
	@$(RUN) pip show --quiet pyspark 2>/dev/null || echo "Installing PySpark (430 MB) for the tests that ask Spark"; \
	$(RUN) pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-spark.lock \
	|| echo "PySpark could not be installed: the tests that ask Spark will be skipped"
	@if command -v java >/dev/null || test -n "$${JAVA_HOME:-}"; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Java for the tests that ask Spark"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null \
		|| echo "Java could not be installed: the tests that ask Spark will be skipped"; \
	else echo "There is no Java: the tests that ask Spark will be skipped"; fi

lock:  ## Choose the versions of all dependencies anew (needs uv; UPGRADE=1 takes the newest)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	@uv pip compile pyproject.toml --extra demo --group dev --universal --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) \
		--quiet --output-file requirements.lock
	@grep -o 'pyspark>=[^"]*' pyproject.toml | uv pip compile - --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) \
		--quiet --output-file requirements-spark.lock
	@echo "requirements.lock: $$(grep -c == requirements.lock) packages"

clean:  ## Remove .venv and what tools leave behind; workspaces stay
	@rm -rf $(VENV) widgets/bundles widgets/frontend/node_modules build dist .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

# The package itself, editable, and its widgets bundled for the browser; what builds them comes from the lock too.
$(READY): $(VENV)/.locked pyproject.toml $(FRONTEND)
	@$(RUN) pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@cat widgets/bundles/why_not.txt 2>/dev/null || true
	@touch $@

$(VENV)/.locked: requirements.lock
	@python="$$(for p in python3.13 python3.12 python3.11 python3.14 python3 python; do \
		$$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)" \
	|| { echo "smartcom needs Python 3.11 or newer with its venv module" \
		"(on Debian: apt-get install python3 python3-venv), and found none on PATH." >&2; exit 1; }; \
	echo "Making $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv --clear $(VENV)
	@total=$$(grep -c == requirements.lock); echo "Installing $$total packages, checked by hash; this takes a minute or two"; \
	$(RUN) pip install --disable-pip-version-check --no-compile --progress-bar off --require-hashes -r requirements.lock \
	| awk -v total=$$total '/^ *Collecting/ && ++n % 30 == 0 { print "  found " n " of " total; fflush() } \
		/^Installing collected/ { print "  downloaded, unpacking"; fflush() } \
		/^Successfully/ { print "  installed" }'
	@touch $@
