# `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
# QGIS belongs to the interpreter in /usr/bin; a foreign python3 before it on PATH would mislead it.
export PATH := /usr/bin:$(PATH)

.PHONY: help setup setup-deep demo demo-anomalies demo-superresolution demo-prospectivity accuracy accuracy-points accuracy-deep accuracy-superresolution benchmark benchmark-network docs screenshots test test-matrix translations zip check-zip fuzz lint format clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-24s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install QGIS and the development tools where they are missing (Debian)
	@bash tools/setup.sh

setup-deep: setup ## install PyTorch, which training networks needs, into .venv
	@bash tools/setup_deep.sh

demo: setup ## fuse and evaluate a synthetic scene, or a real set with DATA=path/to/set
	@/usr/bin/python3 -m tools.demo $(if $(DATA),--data "$(DATA)")

demo-anomalies: setup ## find and evaluate anomalies in a synthetic survey (with a network after make setup-deep)
	@/usr/bin/python3 -m tools.demo_anomalies

demo-prospectivity: setup ## map the prospectivity of a synthetic region (with a network after make setup-deep)
	@/usr/bin/python3 -m tools.demo_prospectivity

demo-superresolution: setup ## sharpen a synthetic map after a finer survey of its middle (with a network after make setup-deep)
	@/usr/bin/python3 -m tools.demo_superresolution

accuracy: setup ## fuse the test sets with the defaults and compare with their finer surveys (DATA=path/to/sets, NEW=both)
	@/usr/bin/python3 -m tools.accuracy $(if $(DATA),--data "$(DATA)") $(if $(NEW),--new-ground $(NEW))

accuracy-points: setup ## maps from samples beside kriging and the way over cells, at validation points (DATA=path/to/sets)
	@/usr/bin/python3 -m tools.accuracy_points $(if $(DATA),--data "$(DATA)")

accuracy-deep: setup-deep ## the same for networks, on the demo scene and the test sets (ARGS="--help" lists options)
	@$(PYTHON) -m tools.accuracy_deep $(if $(DATA),--data "$(DATA)") $(ARGS)

accuracy-superresolution: setup ## super-resolution on the test sets, each quarter judged by the others (ARGS="--help" lists options)
	@/usr/bin/python3 -m tools.accuracy_superresolution $(if $(DATA),--data "$(DATA)") $(ARGS)

docs: setup ## build the documentation into build/docs
	@QT_QPA_PLATFORM=offscreen /usr/bin/python3 -m tools.help_pages >/dev/null
	@$(PYTHON) -m mkdocs build --strict --quiet
	@echo build/docs/index.html

screenshots: setup ## take the pictures of the documentation (reports too where chromium is installed)
	@QT_QPA_PLATFORM=offscreen /usr/bin/python3 -m tools.screenshots docs/images

benchmark: setup ## speed and memory beside a bare scikit-learn loop (LARGE=1, DOCS=1, TOOLS=folder of speed.py)
	@/usr/bin/python3 -m tools.benchmark $(if $(LARGE),--sides 2048 8192) $(if $(DOCS),--docs) $(if $(TOOLS),--tools "$(TOOLS)")

benchmark-network: setup ## the network of super-resolution: a step of training beside plain PyTorch, and applying (ARGS="--help")
	@OPENBLAS_NUM_THREADS=1 $(PYTHON) -m tools.benchmark_network $(ARGS)

# One thread a matrix product and a step of PyTorch: the tests run beside each other on all cores, and threads would wait
# for threads.
test: setup ## run the tests
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(PYTHON) -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

test-matrix: setup ## run the tests on QGIS 3.22, 3.40 and 3.44, and exchange models between them (as root)
	@bash tools/test_matrix.sh $(TESTS)

translations: setup ## bring i18n/*.ts up to date with the texts of the code, and compile them
	@/usr/bin/python3 -m tools.translations

zip: ## make the ZIP file of the plugin in dist/
	@/usr/bin/python3 -m tools.make_zip

check-zip: setup ## check the ZIP file as the plugin site does, and run the main job from it in a fresh profile
	@$(PYTHON) -m tools.check_zip

fuzz: setup ## try hostile model files, 20000 or CASES=n (a nightly job; FIRST=n makes case n again)
	@$(PYTHON) -m tools.fuzz --cases $(or $(CASES),20000) --first $(or $(FIRST),0)

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
