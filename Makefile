# Every command a person or CI needs; `make` alone lists them.
# `make serve` and `make test` work on a fresh machine with Python 3.11+, its venv module, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Never a script of the environment by its name: it would run the folder that it was made in, not this one's copy.
RUN := $(BIN)/python -m
PORT ?= 8000
# What answers within half a minute of any change to data or code.
QUICK := tests/decision $(patsubst %,tests/test_%.py,data_files rules golden structure text slips)
export PYTHONPATH := $(CURDIR)
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help serve site documents zip sbom check refresh test every quick fast mangled lint audit record links screenshots bench scale lock clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/built: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --require-hashes -r requirements.txt
	touch $@

$(VENV)/tested: requirements-dev.txt $(VENV)/built
	$(RUN) pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

serve: $(VENV)/built ## serve the site at http://127.0.0.1:8000/ (PORT=8001: there), rebuilt as files change
	$(RUN) mkdocs serve --dev-addr 127.0.0.1:$(PORT)

# The new site takes the place of the old one only when it is whole: plansite/site/publish.py.
site: $(VENV)/built ## build site/, both languages
	$(RUN) plansite publish

documents: $(VENV)/built ## build site/ with every document as PDF and Word
	@tests/pango.sh $(BIN)/python
	DOCUMENTS=true $(MAKE) site

zip: $(VENV)/built ## pack site/ as it was built, to be read from a folder without a server: dist/ke-hoach-768.zip
	$(RUN) plansite archive dist/ke-hoach-768.zip

sbom: $(VENV)/tested ## list what a build installs, for scanners: dist/sbom.cdx.json (CycloneDX)
	mkdir -p dist
	$(RUN) cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.cdx.json requirements.txt

check: $(VENV)/built ## check the data alone, in about a second
	@$(RUN) plansite check

# Building comes first: when it fails, nothing is written.
refresh: $(VENV)/built ## build, then write the schemas for editors and add what is new to the lists of ids and addresses
	$(RUN) plansite publish
	$(RUN) plansite refresh
	$(RUN) plansite promise

test: $(VENV)/tested ## run the tests, of those in browsers a choice of cases
	@tests/browsers.sh
	@tests/pango.sh $(BIN)/python
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) pytest -n auto --dist worksteal

# Of the tests in browsers make test runs a choice: tests/spread.py.
every: ## run all tests with every combination of page, width, scheme, language and engine
	EVERY=true $(MAKE) test

quick: $(VENV)/tested ## run style, types and the tests of data, rules, text and golden pages: half a minute
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) pytest -n auto --dist worksteal -m "not browser and not pango and not nginx and not slow" $(QUICK)

fast: $(VENV)/tested ## run the tests that need no browser, no nginx and make no PDF
	$(RUN) pytest -n auto -m "not browser and not pango and not nginx"

audit: $(VENV)/tested ## measure every page with tools of others; GATES="axe vnu" runs only those
	@tests/browsers.sh chromium
	PYTHONPATH="$(CURDIR):tests" $(RUN) audit $(GATES)

record: $(VENV)/tested ## audit, and write what it measured to data/checks.yaml, for the site's page on it
	@tests/browsers.sh chromium
	PYTHONPATH="$(CURDIR):tests" $(RUN) audit --record $(GATES)

mangled: $(VENV)/tested ## check a thousand plans, mangled at random, of the real one (make test: of the invented one)
	EVERY=true $(RUN) pytest -n auto tests/test_mangled.py

links: $(VENV)/tested site ## check the links to other sites (needs the network)
	$(BIN)/lychee --no-progress --root-dir "$(CURDIR)/site" --exclude '^file:' 'site/**/*.html'

screenshots: $(VENV)/tested site ## photograph and print the built site, into .cache/screenshots/
	@tests/browsers.sh chromium
	rm -rf .cache/screenshots
	$(BIN)/python tests/screenshots.py .cache/screenshots

bench: $(VENV)/tested ## measure the build of the real site, and its search in a browser
	$(BIN)/python tests/bench_build.py
	$(BIN)/python tests/bench_search.py
	$(BIN)/python tests/bench_serve.py
	$(MAKE) scale

scale: $(VENV)/tested ## measure large plans, beside other generators (needs the network); SIZES="20 10000" for others
	@LARGEST_FILE=100000000 $(BIN)/python tests/bench_scale.py

lock: $(VENV)/tested ## choose dependency versions anew, with hashes and without registry addresses
	$(RUN) uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o requirements.txt
	$(RUN) uv pip compile pyproject.toml --extra dev --constraint requirements.txt --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o requirements-dev.txt
	$(RUN) uv pip compile tests/peers/requirements.in --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o tests/peers/requirements.txt

clean: ## remove what was built and installed
	rm -rf $(VENV) site dist .cache
