# The commands for developing, testing and deploying Callbox. `make` without a target lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test test-alone test-journeys test-browser bench screens bench-site check money soak audit docs fmt advisories pins package preflight deploy rollback smoke clean wipe chromium roboto java

# The newest that runs: a name on the path may be a shim of nothing. infra/runtime.py holds the release's own.
PYTHONS   := python3.13 python3.12 python3.11
PYTHON    ?= $(firstword $(foreach name,$(PYTHONS),$(shell $(name) -c 'print("$(name)")' 2>/dev/null)))
BIN       := .venv/bin
PORT_BASE ?= 4566
STATE_DIR ?= .local
SCHEDULES ?= 1000000
CODE      := app.py functions layers/shared/python infra ops tests bench
# npm writes it after an install; infra/bundle.py checks the same file.
NODE_INSTALLED := node_modules/.package-lock.json
PYTEST    := $(BIN)/python -m pytest
NODE_TEST := node --disable-warning=ExperimentalWarning --test --test-reporter=spec
PLATFORM  := $(BIN)/python -m infra.local.run --port-base 0 --fresh --state-dir
# The tests that need it running.
WITH_PLATFORM := tests/journeys tests/contract tests/browser
export PYTHONDONTWRITEBYTECODE := 1

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/installed  ## Run the local platform until Ctrl-C (PORT_BASE=4566 STATE_DIR=.local RELEASE=1)
	@exec $(BIN)/python -m infra.local.run --port-base $(PORT_BASE) --state-dir $(STATE_DIR) $(if $(RELEASE),--release)

ifdef T
T_NODE    := $(filter %.test.js,$(T)) $(if $(filter tests tests/ tests/frontend tests/frontend/,$(T)),tests/frontend/*.test.js)
T_PYTEST  := $(filter-out %.test.js,$(T))
test: .venv/installed $(if $(findstring tests/browser,$(T)),chromium)  ## Run all tests in two processes, or some: make test T=tests/domain
	@status=0; \
	$(if $(strip $(T_NODE)),$(NODE_TEST) $(T_NODE) || status=1;) \
	$(if $(T_PYTEST),$(if $(filter tests tests/ $(WITH_PLATFORM:%=%%),$(T)),$(PLATFORM) .local/some -- )$(PYTEST) $(T_PYTEST) || status=1;) \
	exit $$status
else
test: .venv/installed $(NODE_INSTALLED) chromium java
	@# made once and before: two processes would make it at the same time
	@$(BIN)/python -m infra.package && $(BIN)/python -m infra.openapi
	@status=0; $(MAKE) --no-print-directory test-alone || status=1; \
	echo "journeys and browser tests, side by side on a platform each; both tell at their end"; \
	$(MAKE) --no-print-directory -j2 -k --output-sync=target test-journeys test-browser || status=1; \
	exit $$status
endif

test-alone:
	@mkdir -p build; status=0; \
	$(NODE_TEST) tests/frontend/*.test.js || status=1; \
	$(PYTEST) tests $(WITH_PLATFORM:%=--ignore=%) -n 2 --dist loadfile --no-loadscope-reorder \
	  --cov=layers/shared/python/callbox --cov=functions --cov=app --cov-branch --cov-report= || status=1; \
	$(BIN)/coverage json -q -o build/coverage.json && $(BIN)/python tests/coverage_gates.py build/coverage.json || status=1; \
	exit $$status

test-journeys:
	@$(PLATFORM) .local/test/journeys -- $(PYTEST) tests/journeys tests/contract

test-browser:  # two walks on the source files, as developers see the site, then all on the bundle that customers get
	@$(PLATFORM) .local/test/browser -- /bin/sh -c '\
	  $(PYTEST) tests/browser/test_first_visit.py tests/browser/test_a_day_by_thumb.py; as_it_lies=$$?; \
	  $(BIN)/python -m infra.local.site bundled --state-dir .local/test/browser && $(PYTEST) tests/browser && \
	  exit $$as_it_lies'

screens: .venv/installed chromium roboto  ## Take the pictures in docs/screens
	@FONTCONFIG_FILE=$(CURDIR)/tests/browser/phone-fonts.conf $(BIN)/python -m infra.local.run --port-base 0 --state-dir .local/screens --fresh -- \
	  $(BIN)/python -m pytest -q tests/browser/pictures.py

bench-site: .venv/installed chromium  ## Measure the site against its budgets: Lighthouse, slow 3G, code to page
	@$(BIN)/python -m infra.local.run --port-base 0 --state-dir .local/bench-site --release --fresh -- \
	  $(BIN)/python -m tests.bench.site

check: .venv/installed $(NODE_INSTALLED)  ## Check style, types, imports, the template, security and the documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(CODE)
	$(BIN)/lint-imports
	node_modules/.bin/eslint .
	node_modules/.bin/tsc --project tsconfig.json
	node_modules/.bin/tsc --project tsconfig.worker.json
	$(BIN)/python -m infra.package
	$(BIN)/cfn-lint build/package/sam.json build/package/aws*.json
	$(BIN)/python -m infra.expanded build/expanded
	PYTHONPATH=. $(BIN)/cfn-lint --append-rules infra/rules --ignore-checks W3660 W2001 E9022 E3010 E1002 -- build/expanded/sam.json build/expanded/whole.json
	PYTHONPATH=. $(BIN)/cfn-lint --append-rules infra/rules --ignore-checks W3660 W2001 W3002 -- build/expanded/aws*.json
	PYTHONPATH=. $(BIN)/cfn-lint --append-rules infra/rules --regions us-east-1 -- infra/edge.yaml
	$(BIN)/bandit -q -c pyproject.toml -r app.py functions layers/shared/python infra ops
	$(BIN)/python -m infra.scans secrets
	$(BIN)/python -m infra.scans dependencies
	$(BIN)/python -m pytest -q tests/docs

money: .venv/installed  ## Replay one schedule of the money simulator step by step: make money SEED=42
	@$(BIN)/python -m tests.money.replay $(if $(SEED),$(SEED),$(error SEED is missing: make money SEED=42))

soak: .venv/installed java  ## Run a million schedules (resumes), real engines, 200 kills, 20,000 requests, 200 sockets: takes hours
	$(BIN)/python -m tests.money.soak --schedules $(SCHEDULES)
	$(BIN)/python -m tests.engines.soak
	$(BIN)/python -m infra.local.run --port-base 0 --state-dir .local/kills --fresh -- $(BIN)/python -m tests.engines.kills
	$(BIN)/python -m infra.local.run --port-base 0 --state-dir .local/soak --fresh -- $(BIN)/python -m tests.contract.soak
	$(BIN)/python -m infra.local.run --port-base 0 --state-dir .local/sockets --fresh -- $(BIN)/python -m tests.journeys.many_sockets

bench: .venv/installed  ## Measure cold starts, calls, units, polling and cost against their budgets (BASE=earlier.json)
	@status=0; $(BIN)/python -m bench $(if $(BASE),--base $(BASE)) || status=1; \
	$(MAKE) --no-print-directory bench-site || status=1; exit $$status

audit: .venv/installed  ## Recompute every wallet from its entries: make audit, or make audit STAGE=prod
	@$(BIN)/python -m ops.audit --stage "$(or $(STAGE),local)" --state-dir $(STATE_DIR)

docs: .venv/installed  ## Write the tables of README.md and docs/ that follow from the code
	$(BIN)/python -m infra.docs

fmt: .venv/installed  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

advisories: .venv/installed  ## Ask for advisories of all pinned packages, of Python and of npm; says where no service answers
	@$(BIN)/python -m infra.scans dependencies

pins: .venv/installed  ## Write requirements*.txt, with hashes for all supported Pythons, from requirements*.in
	@for name in requirements requirements-dev requirements-crypto; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
	    --no-emit-find-links --no-annotate --custom-compile-command "make pins" $$name.in -o $$name.txt || exit 1; done

package: .venv/installed  ## Build build/package: the template and the zips that are deployed, and their SBOM
	$(BIN)/python -m infra.package

preflight: .venv/installed  ## Ask what a deployment would lack: make preflight STAGE=prod
	@$(BIN)/python -m infra.release --stage "$(STAGE)" --preflight

deploy: .venv/installed  ## Deploy to AWS: make deploy STAGE=prod (docs/operating.md lists what it needs; YES=1 agrees)
	@$(BIN)/python -m infra.release --stage "$(STAGE)"

rollback: .venv/installed  ## Go back to the release before: make rollback STAGE=prod (TO=version, LIST=1 lists them)
	@$(BIN)/python -m infra.rollback --stage "$(STAGE)" $(if $(TO),--to "$(TO)") $(if $(LIST),--list)

smoke: .venv/installed  ## Try the main job on a deployed stage in test mode: make smoke STAGE=try EMAIL=…
	@$(BIN)/python -m ops.smoke --stage "$(or $(STAGE),local)" --state-dir $(STATE_DIR) $(if $(EMAIL),--email "$(EMAIL)")

clean:  ## Remove build output; keep the state of the local platform
	rm -rf build .chalice/deployments .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find app.py functions layers infra ops tests -name __pycache__ -prune -exec rm -rf {} +

wipe: clean  ## Remove the state of the local platform too
	rm -rf $(STATE_DIR)

.venv/installed: requirements.txt requirements-dev.txt layers/shared/pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Python is missing: install one of $(PYTHONS), or pass its path with make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo "$(PYTHON) is none of $(PYTHONS)"; exit 1; }
	@[ -x $(BIN)/python ] || { echo "creating .venv (once) with $(PYTHON), $$($(PYTHON) --version)"; $(PYTHON) -m venv .venv; }
	@echo "installing packages (again only when requirements change)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e layers/shared
	@touch $@

$(NODE_INSTALLED): package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 with npm is missing: it checks, tests and bundles the site"; exit 1; }
	@echo "installing node packages (again only when package-lock.json changes)"
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

chromium:  # for the browser tests
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Chromium for the browser tests"; \
	    apt-get install -y -qq --no-install-recommends chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }; \
	  else \
	    echo "The browser tests need Chromium: $(BIN)/playwright install --with-deps chromium"; exit 1; \
	  fi; }

roboto:  # the font of most of our customers' phones
	@fc-list | grep -q 'Roboto' || { \
	  echo "installing Roboto for the pictures"; \
	  apt-get install -y -qq --no-install-recommends fonts-roboto-unhinted >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends fonts-roboto-unhinted >/dev/null; }; }

java:  # runs DynamoDB Local, the second engine of the money tests
	@command -v java >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Java for DynamoDB Local"; \
	    apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; }; \
	  else \
	    echo "DynamoDB Local needs Java: install a JRE, version 11 or newer, for example default-jre-headless"; exit 1; \
	  fi; }
