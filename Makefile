# Everything that is done to this checkout by hand; `make help` lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The Python that .venv is made with: the newest one found, or `make PYTHON=/path/to/python`.
# The real path is taken, so that a .venv that is active is never asked to rebuild itself.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import os, sys; sys.version_info < (3, 11) and sys.exit(1); \
	print(os.path.realpath(sys.executable))' 2>/dev/null && break; done)
PYTHON_TOO_OLD = neurodag needs Python 3.11 or newer; give one with make PYTHON=/path/to/python3

ENV := .venv/installed
LOCK := envs/requirements.lock
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help .venv demo real sessions-given test test-slow test-cluster test-browser lint format bench schema \
	lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z.-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv: $(ENV) ## Make the Python environment, with the exact versions of envs/requirements.lock

$(ENV): $(LOCK) pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "$(PYTHON_TOO_OLD)" >&2; exit 1; }
	@echo "Installing into .venv with $(PYTHON); the first time takes a few minutes."
	"$(PYTHON)" -m venv .venv
	python -m pip install --quiet --disable-pip-version-check -r $(LOCK)
	python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(ENV) ## Run the whole workflow small, on simulated recordings
	snakemake --profile demo

real: sessions-given $(ENV) ## Run it on your own recordings: make real SESSIONS=folder
	snakemake --profile real --config data="$(SESSIONS)"

sessions-given:
	@[ -n "$(SESSIONS)" ] || { echo "SESSIONS is not given: name the folder of your session" \
		"files, as in make real SESSIONS=path/to/folder" >&2; exit 1; }
	@[ -d "$(SESSIONS)" ] || { echo "SESSIONS=$(SESSIONS) is not a folder: name the folder of" \
		"your session files, as in make real SESSIONS=path/to/folder" >&2; exit 1; }

test: $(ENV) ## Run the fast tests; NEURODAG_DATA=folder adds those on real recordings
	pytest

test-slow: $(ENV) ## Run the slow tests
	pytest -m "slow and not cluster"

test-cluster: $(ENV) ## Run the tests on a SLURM of this machine, installed where apt-get may
	bash tests/install.sh SLURM slurm-wlm slurmdbd slurm-wlm-mysql-plugin munge mariadb-server
	pytest -m cluster tests/cluster

test-browser: demo ## Look at the demo's report in Chromium, installed where apt-get may
	bash tests/install.sh Chromium chromium chromium-driver
	pytest -m browser tests/browser

lint: $(ENV) ## Check style, spelling and types
	ruff check
	ruff format --check
	snakefmt --check Snakefile rules
	codespell
	mypy

format: $(ENV) ## Mend what the formatters can mend
	ruff check --fix
	ruff format
	snakefmt Snakefile rules

bench: $(ENV) ## Measure how fast the models train
	python -m benchmarks

schema: $(ENV) ## Write config.schema.json and the tables of docs/configuration.md from the settings
	python -m neurodag.config schema --output config.schema.json
	python -m neurodag.config docs

# CUDA wheels are left out: torch itself names the exact ones where its build needs them.
# Pins that still fit are kept; `make lock LOCK_OPTIONS=--upgrade` takes the newest of everything.
lock: $(ENV) ## Resolve pyproject.toml into the locks and conda environments of envs
	uv pip compile pyproject.toml --quiet $(LOCK_OPTIONS) --output-file $(LOCK) >/dev/null
	uv pip compile pyproject.toml --quiet $(LOCK_OPTIONS) --extra one --constraint $(LOCK) \
		--output-file envs/one.lock >/dev/null
	sed -E -i.bak '/^(nvidia|cuda)-|^triton==/d' $(LOCK) envs/one.lock
	rm $(LOCK).bak envs/one.lock.bak
	python envs/make_conda_env.py

clean: ## Remove the environment and the tools' caches; results stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests workflow_scripts -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
