# `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
# QGIS belongs to the interpreter in /usr/bin; a foreign python3 before it on PATH would mislead it.
export PATH := /usr/bin:$(PATH)

.PHONY: help setup setup-deep demo accuracy accuracy-deep test lint format clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install QGIS and the development tools where they are missing (Debian)
	@bash tools/setup.sh

setup-deep: setup ## install PyTorch, which training networks needs, into .venv
	@bash tools/setup_deep.sh

demo: setup ## fuse and evaluate a synthetic scene, or a real set with DATA=path/to/set
	@/usr/bin/python3 -m tools.demo $(if $(DATA),--data "$(DATA)")

accuracy: setup ## fuse the test sets with the defaults and compare with their finer surveys (DATA=path/to/sets)
	@/usr/bin/python3 -m tools.accuracy $(if $(DATA),--data "$(DATA)")

accuracy-deep: setup-deep ## the same for networks, on the demo scene and the test sets (ARGS="--help" lists options)
	@$(PYTHON) -m tools.accuracy_deep $(if $(DATA),--data "$(DATA)") $(ARGS)

test: setup ## run the tests
	@$(PYTHON) -m pytest

lint: setup build/python/geochem_fusion ## check style, format and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy -p geochem_fusion
	@$(PYTHON) -m mypy -p tools

format: setup ## bring the code into its standard format
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

clean: ## remove everything that was built, except .venv
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The checkout may have any name; type checking needs it under the name of the package.
build/python/geochem_fusion:
	@mkdir -p build/python
	@ln -sfn ../.. $@
