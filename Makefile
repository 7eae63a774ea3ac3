# What a person types. Everything a command needs is set up by the first one that runs; `make help` lists them.
# Variables: DOCUMENTS=folder[:folder...] (s3://bucket/prefix too)  DATA=folder  ROOT=folder or s3://bucket/prefix  PYTHON=python3.12  FILE=document (for read)  SQL=question, FORMAT=csv (for query)
#            RELEASE=version or folder (for verify, withdraw)  SOURCE=source_id (for withdraw, fetch)  REASON=words (for withdraw)
#            SOURCES=file of live sources  DOCUMENT_COUNTS="300 3000" (for bench-large)
# In the environment or on the line: ENGINE=dask with DASK_ADDRESS=tcp://host:port, DYADIC_DATABASE_MEMORY=2GB, DYADIC_LOCK_WAIT=seconds

.DEFAULT_GOAL := help
SHELL := /bin/sh

FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c '$(FITS)' 2>/dev/null && echo $$p && break; done)
DOCUMENTS ?= seeds/documents
DATA ?= data
ROOT ?= $(DYADIC_ROOT)
SOURCES ?= seeds/sources.toml
UI_PORT ?= 3000
SITE_PORT ?= 8000

BIN := .venv/bin
READY := .venv/.ready
LOCKED_UV := .venv/uv.lock.txt
export GX_ANALYTICS_ENABLED := false
export PYTHONUTF8 := 1

# Words of a person go through the environment as they were typed: neither make nor the shell looks for a $ in them.
override SQL := $(value SQL)
override FILE := $(value FILE)
override RELEASE := $(value RELEASE)
override SOURCE := $(value SOURCE)
override REASON := $(value REASON)
export SQL FILE RELEASE SOURCE REASON

# Not empty where PYTHON is asked for and .venv is another Python's: it is set up anew.
WHOSE := import os, sys; print(sys.version_info[:3], os.path.realpath(sys.base_prefix))
ifneq ($(origin PYTHON),file)
ifneq ($(wildcard $(READY)),)
OTHER := $(shell [ "$$($(PYTHON) -c '$(WHOSE)' 2>&1)" = "$$($(BIN)/python -c '$(WHOSE)' 2>&1)" ] || echo other)
endif
endif

# The stamp is newer than the lock and pyproject.toml: a second run sets nothing up again.
# uv is taken from the lock with its hashes; where it cannot be had, pip installs the same lock, only slower.
$(READY): requirements.lock pyproject.toml $(OTHER)
	@test -n "$(PYTHON)" || { echo "No Python 3.11 to 3.13 was found: say PYTHON=/path/to/python3." >&2; exit 3; }
	@$(PYTHON) -c '$(FITS)' 2>/dev/null || { echo "PYTHON=$(PYTHON) is no Python 3.11 to 3.13." >&2; exit 3; }
	@echo "Setting up .venv with $(PYTHON) (once; some 20 seconds with uv, two minutes with pip)"
	@$(PYTHON) -m venv $(if $(OTHER),--clear) .venv
	@awk '/^[A-Za-z0-9]/ {wanted = /^uv==/} wanted' requirements.lock > $(LOCKED_UV)
	@if $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $(LOCKED_UV); then \
		UV_LINK_MODE=copy $(BIN)/uv pip install -q --python $(BIN)/python --no-deps --require-hashes --compile-bytecode \
		-r requirements.lock; \
	else false; fi || { echo "uv cannot be used here: pip installs the same lock (slower)."; \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@rm -f $(LOCKED_UV)
	@touch $@

.PHONY: other help setup refresh fetch test test-full lint ui serve site query read verify withdraw bench bench-large accuracy readme lock

help: ## Say what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile
	@echo "  Variables: DOCUMENTS=folder[:folder...]  DATA=folder  ROOT=s3://bucket/prefix (or folder)  SOURCES=file  FILE=document  SQL=question  FORMAT=csv  RELEASE=version  PYTHON=python3.12  UI_PORT=3000  SITE_PORT=8000  DOCUMENT_COUNTS=\"300 3000\""
	@echo "  Settings: ENGINE=dask  DASK_ADDRESS=tcp://host:port  DYADIC_DATABASE_MEMORY=2GB  DYADIC_LOCK_WAIT=seconds"

setup: $(READY) ## Make .venv from the lock (every other command does it when needed)

refresh: $(READY) ## Read DOCUMENTS, check, build DATA/warehouse.duckdb and publish a release below DATA/exports
	@$(BIN)/python -m orchestration.commands.refresh --documents "$(DOCUMENTS)" --data "$(DATA)" --root "$(ROOT)" --sources "$(SOURCES)"

fetch: $(READY) ## Fetch the live sources that are on and due (SOURCE=id: that one, due or not)
	@$(BIN)/python -m orchestration.commands.fetch --data "$(DATA)" --sources "$(SOURCES)" --source "$$SOURCE"

test: $(READY) ## Run the tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-full: $(READY) ## Run the slow tests too: the daemon, kills, whole machines
	@$(BIN)/python -m pytest -m "full or not full" -n auto --dist loadfile

lint: $(READY) ## ruff, and mypy --strict on transforms and warehouse
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

ui: $(READY) ## Dagster's UI on 127.0.0.1 with the runs of DATA, its schedule and sensor
	@$(BIN)/python -m orchestration.commands.ui --documents "$(DOCUMENTS)" --data "$(DATA)" --root "$(ROOT)" --sources "$(SOURCES)" --port $(UI_PORT)

serve: $(READY) ## The same as a service: Dagster's UI, its daemon and the pages, on 127.0.0.1
	@exec $(BIN)/python -m orchestration.commands.serve --documents "$(DOCUMENTS)" --data "$(DATA)" --root "$(ROOT)" --sources "$(SOURCES)" \
		--port $(UI_PORT) --site-port $(SITE_PORT)

site: $(READY) ## Serve the pages of DATA on 127.0.0.1
	@$(BIN)/python -m orchestration.commands.site --data "$(DATA)" --port $(SITE_PORT)

query: $(READY) ## Ask the warehouse: make query SQL="SELECT ..." or SQL=warehouse/queries/<name>.sql
	@$(BIN)/python -m orchestration.commands.query --data "$(DATA)"

read: $(READY) ## Show what one document would say: make read FILE=path
	@$(BIN)/python -m transforms.reading.show "$$FILE"

verify: $(READY) ## Look at a release as a stranger would: make verify RELEASE=folder (or a version in DATA)
	@$(BIN)/python -m orchestration.commands.verify --data "$(DATA)" --root "$(ROOT)" "$$RELEASE"

withdraw: $(READY) ## Take back a release, or a source's words: make withdraw RELEASE=version (or SOURCE=id) REASON="..."
	@$(BIN)/python -m orchestration.commands.withdraw --data "$(DATA)" --root "$(ROOT)" --release "$$RELEASE" --source "$$SOURCE" --reason "$$REASON"

bench: $(READY) ## Measure the reading, the facts, the pages and refreshes on many documents
	@$(BIN)/python tests/bench/reading.py
	@$(BIN)/python tests/bench/facts.py
	@$(BIN)/python tests/bench/engines.py
	@$(BIN)/python tests/bench/pages.py
	@$(BIN)/python tests/bench/refresh.py

bench-large: $(READY) ## Refreshes of DOCUMENT_COUNTS (1,000, 10,000 and 100,000) made documents, held against what they are known to say (up to an hour)
	@$(BIN)/python tests/bench/large.py $(DOCUMENT_COUNTS)
	@$(BIN)/python tests/bench/engines.py 20000 2000000

accuracy: $(READY) ## Measure the reading on the annotated documents, into seeds/reference/accuracy.csv and README.md
	@$(BIN)/python tests/measure_accuracy.py

readme: $(READY) ## Write the answers of the shipped documents into README.md
	@rm -rf .venv/readme
	@$(BIN)/python -m orchestration.commands.refresh --documents seeds/documents --data .venv/readme
	@$(BIN)/python -m orchestration.commands.readme --data .venv/readme
	@rm -rf .venv/readme

lock: $(READY) ## Resolve the dependencies anew into requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --group dev --extra dask --extra s3 pyproject.toml -o requirements.lock
