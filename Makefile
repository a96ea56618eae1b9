# Every command a person or CI needs; `make` alone lists them.
# `make serve` and `make test` work on a fresh machine with Python 3.11+, its venv module, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help serve site documents zip sbom check refresh test fast mangled lint audit record links screenshots bench scale lock clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/built: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/tested: requirements-dev.txt $(VENV)/built
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

serve: $(VENV)/built ## serve the site at http://127.0.0.1:8000/, rebuilt as files change
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:8000

# The new site takes the place of the old one only when it is whole: plansite/publish.py.
site: $(VENV)/built ## build site/, both languages
	$(BIN)/python -m plansite publish

documents: $(VENV)/built ## build site/ with every document as PDF and Word
	@tests/pango.sh $(BIN)/python
	DOCUMENTS=true $(MAKE) site

zip: $(VENV)/built ## pack site/ as it was built, to be read from a folder without a server: dist/ke-hoach-768.zip
	$(BIN)/python -m plansite archive dist/ke-hoach-768.zip

sbom: $(VENV)/tested ## list what a build installs, for scanners: dist/sbom.cdx.json (CycloneDX)
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.cdx.json requirements.txt

check: $(VENV)/built ## check the data alone, in under a second
	@$(BIN)/python -m plansite check

# Building comes first: when it fails, nothing is written.
refresh: $(VENV)/built ## build, then write the schemas for editors and add what is new to the lists of ids and addresses
	$(BIN)/python -m plansite publish
	$(BIN)/python -m plansite refresh
	$(BIN)/python -m plansite promise

test: $(VENV)/tested ## run all tests, the browser's included
	@tests/browsers.sh
	@tests/pango.sh $(BIN)/python
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

fast: $(VENV)/tested ## run the tests that need no browser and make no PDF
	$(BIN)/pytest -n auto -m "not browser and not pango"

audit: $(VENV)/tested ## measure every page with tools of others; GATES="axe vnu" runs only those
	@tests/browsers.sh chromium
	PYTHONPATH=tests $(BIN)/python -m audit $(GATES)

record: $(VENV)/tested ## audit, and write what it measured to data/checks.yaml, for the site's page on it
	@tests/browsers.sh chromium
	PYTHONPATH=tests $(BIN)/python -m audit --record $(GATES)

mangled: $(VENV)/tested ## check a thousand plans, mangled at random (make test: 650)
	PLANS=1000 $(BIN)/pytest -n auto tests/test_mangled.py

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
	@$(BIN)/python tests/bench_scale.py

lock: $(VENV)/tested ## choose dependency versions anew, with hashes and without registry addresses
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --constraint requirements.txt --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o requirements-dev.txt
	$(BIN)/uv pip compile tests/peers/requirements.in --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o tests/peers/requirements.txt

clean: ## remove what was built and installed
	rm -rf $(VENV) site dist .cache
