# Ribao's own commands. `make run` and `make test` set up what they need, and say what they do.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUIET_PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test coverage lint bench chaos year lock wheel clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run ## Publish the samples on the local web page (or what RIBAO_CONFIG says)
	@$(BIN)/ribao run

test: $(VENV)/dev ## Set up and pass all checks and tests
	@echo "== linters, types and import contracts"
	@$(MAKE) --no-print-directory lint
	@echo "== tests (random order, both databases, real browser where there is one)"
	@$(BIN)/python -m pytest -n 4

coverage: $(VENV)/dev ## Pass the tests once more and see that they reach 95 % of bot and storage (twice the time)
	@$(BIN)/python -m pytest -n 4 --cov --cov-report=
	@$(BIN)/python -m coverage report --include='bot/*,storage/*' --fail-under=95

lint: $(VENV)/dev ## Check style, types and the directions of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

chaos: $(VENV)/dev ## Kill the program 300 times on each platform while it publishes, then count what stands (an hour)
	@$(BIN)/python -m tests.chaos --platform telegram --kills 300
	@$(BIN)/python -m tests.chaos --platform discord --kills 300

year: $(VENV)/dev ## Live through a simulated year with 200 targets, then compare all with an independent model
	@$(BIN)/python -m tests.year --days 365 --targets 200 --seed 1

bench: $(VENV)/dev ## Print each figure beside its peer or limit
	@$(BIN)/python -m benchmarks

lock: $(VENV)/dev ## Renew the lock files from pyproject.toml
	@$(QUIET_PIP) install uv
	@$(BIN)/uv pip compile --quiet --universal --no-header --no-emit-index-url --no-emit-find-links --extra postgres pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --no-header --no-emit-index-url --no-emit-find-links --extra postgres --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

wheel: $(VENV)/dev ## Build dist/*.whl
	@$(BIN)/python -m build --wheel --outdir dist .

clean: ## Remove what the targets above made, but never data/
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* screenshots

$(VENV)/run: requirements.lock pyproject.toml
	@echo "== setting up $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(QUIET_PIP) install -r requirements.lock
	@$(QUIET_PIP) install --no-deps --editable .
	@# Also where Python is told to write no byte code, a command should start fast.
	@$(BIN)/python -m compileall -q bot config handlers storage
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	@echo "== installing what the checks need (once; a minute or two)"
	@$(QUIET_PIP) install -r requirements-dev.lock
	@touch $@
