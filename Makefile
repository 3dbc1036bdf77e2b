# What can be done with this site. `make help` lists it; settings are environment variables: make run PORT=9000
VENV ?= .venv
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
MANAGE = $(VENV)/bin/python manage.py
INSTALL = $(VENV)/bin/python -m pip --disable-pip-version-check install --quiet --no-input --no-compile --no-deps --require-hashes -r
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help run dev test slow lint format pictures bench lock

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

run: $(VENV)/.base ## prepare the site if need be and serve it; the data stay in data/
	@exec $(MANAGE) start

dev: $(VENV)/.base ## the same data with autoreload and error pages, for working on the code
	@DEBUG=1 $(MANAGE) prepare && DEBUG=1 exec $(MANAGE) runserver --nostatic $(or $(HOST),127.0.0.1):$(or $(PORT),8000)

test: $(VENV)/.dev ## the suite, without the long tests (ARGS="-k sitemap" for some of it)
	@$(VENV)/bin/python -m pytest -rs -m "not slow" -n auto --dist worksteal $(ARGS)

slow: $(VENV)/.dev ## the long tests
	@$(VENV)/bin/python -m pytest -rs -m slow -n auto --dist worksteal $(ARGS) || [ $$? -eq 5 ]

lint: $(VENV)/.dev ## what ruff objects to
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .

format: $(VENV)/.dev ## let ruff mend and format the code
	@$(VENV)/bin/ruff check --fix . ; $(VENV)/bin/ruff format .

pictures: $(VENV)/.dev ## take the README's pictures again (needs Chromium)
	@$(VENV)/bin/python -m tests.browser.pictures docs

bench: $(VENV)/.base ## measure the site against its bars (SIZE=full ROUNDS=5 DATA=folder to use again ONLY=1,4 KEEP=1)
	@exec $(VENV)/bin/python -m tests.bench

lock: ## compile requirements/*.in again with uv (UPGRADE=1 for newer versions)
	@command -v uv >/dev/null || { echo "This needs uv, https://docs.astral.sh/uv/ (pip install uv)."; exit 1; }
	@cd requirements && $(LOCK) -o dev.txt dev.in && $(LOCK) -c dev.txt -o production.txt production.in && $(LOCK) -c dev.txt -o base.txt base.in

$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "This needs Python 3.11 or newer. Where it has another name: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { echo "Python's venv module is missing (Debian, Ubuntu: apt install python3-venv)."; exit 1; }

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing what the site needs into $(VENV) …"
	@$(INSTALL) $<
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing what tests need into $(VENV) …"
	@$(INSTALL) $<
	@touch $@ $(VENV)/.base
