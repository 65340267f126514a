# Needs: a Debian or Ubuntu machine, Python 3.11–3.13 and make. `make demo` and `make test` do the rest themselves.
# Another Python than the one found: make PYTHON=/path/to/python3.12 setup (after `make clean` when .venv exists)

VENV := .venv/bin
SETUP := @python="$${PYTHON:-$$(sh scripts/find-python.sh)}" && "$$python" -m scripts.setup
LOCK := $(VENV)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --only-binary :all: \
        --generate-hashes --system-certs --custom-compile-command "make lock" --quiet $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup setup-run demo test lint format soak lock audit notices bundle clean

help: ## what this Makefile can do
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## everything the program and its tests need (demo and test do it themselves)
	$(SETUP) dev

setup-run:
	$(SETUP) run

demo: setup-run ## the program with a sample pharmacy and its own order server; nothing to configure
	$(VENV)/workstation demo

test: setup ## lint, types, layers and all tests: the tier for every stop (10 minutes at most)
	@$(VENV)/python -m scripts.tiers test

lint: setup ## the checks of `make test` without the tests
	@$(VENV)/python -m scripts.tiers lint

format: setup ## put the code into its standard form, fix what can be fixed safely
	$(VENV)/ruff check --fix --exit-zero --quiet .
	$(VENV)/ruff format .

soak: setup ## the long runs, for hours; write the result down in docs/
	@$(VENV)/python -m scripts.tiers soak

lock: setup ## renew the lock files after a change in pyproject.toml (UPGRADE=1: newest versions it allows)
	$(LOCK) --group build --output-file requirements-build.lock
	$(LOCK) pyproject.toml --constraint requirements-build.lock --output-file requirements.lock
	$(LOCK) pyproject.toml --group dev --constraint requirements-build.lock --constraint requirements.lock \
	    --output-file requirements-dev.lock

audit: setup ## known vulnerabilities in the locked packages (needs a network)
	@$(VENV)/python -m scripts.audit

notices: setup ## write THIRD_PARTY_NOTICES anew after a change of the locks
	@$(VENV)/python -m scripts.notices

bundle: setup ## the program as one folder for machines without Python: dist/workstation
	$(VENV)/pyinstaller --noconfirm --log-level WARN build.spec

clean: ## remove what the other targets made: .venv, build, dist, staged fonts, caches
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf resources/fonts/licences resources/fonts/handwriting
	rm -f resources/fonts/*.otf resources/fonts/*.ttf
	find workstation tests scripts migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
