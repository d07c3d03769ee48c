# Every target of this project. `make` alone lists them.
PYTHON ?= python3
export PYTHON
bin := .venv/bin
# What Python has compiled is kept, whatever the environment says: to compile every test anew costs each run half a minute.
unexport PYTHONDONTWRITEBYTECODE

# What needs one processor each, and nothing of the other.
side_by_side = $(MAKE) --no-print-directory --jobs=2

.DEFAULT_GOAL := help
.PHONY: help run test test-js test-firefox check lint mypy tsc vectors bench images docs lock wheel sbom clean setup setup-test \
	setup-venv setup-programs

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## set up if needed, then serve on http://127.0.0.1:8000 (HOST, PORT and others: docs/operating.md)
	@exec $(bin)/overture serve

test: setup-venv ## set up if needed, then run every check and every test
	@$(side_by_side) setup-programs lint mypy tsc test-js
	@tools/test.sh

check: setup-test lint ## ruff, mypy and tsc over everything
	@$(side_by_side) mypy tsc

lint: setup-test
	@$(bin)/ruff check
	@$(bin)/ruff format --check

mypy: setup-test
	@$(bin)/mypy

tsc: setup-test
	@for each in tsconfig tsconfig.tests tsconfig.pure; do \
		PATH="$(CURDIR)/$(bin):$$PATH" tests/javascript/node_modules/.bin/tsc --project tests/javascript/$$each.json || exit; \
	done

test-js: setup-test ## the JavaScript tests of the phone's pure modules, in Node
	@tools/test-js.sh --test-reporter=dot

test-firefox: setup-test setup-programs ## the stories of two people in Firefox, in about six minutes (docs/browsers.md)
	@$(bin)/python -m pytest --firefox --numprocesses=2 --dist=loadfile --no-loadscope-reorder tests/browser

vectors: setup-test setup-programs ## run a vector file through both implementations: make vectors FILE=path
	@test -n "$(FILE)" || { echo "Say which file: make vectors FILE=tests/vectors/overture1.json" >&2; exit 2; }
	@$(bin)/python -m tests.vectors.run "$(FILE)"

bench: setup-test setup-programs ## measure what a hub carries on this machine, in at most four minutes (docs/operating.md)
	@$(bin)/python -m tests.bench

images: setup-test setup-programs ## go every way of the README to a hub over https, on Debian as root (docs/operating.md)
	@tests/images/run.sh $(PARTS)

docs: ## build the pages of docs/ as a site in .cache/docs/site; a link that leads nowhere fails it
	@tools/docs.sh

lock: ## resolve every dependency anew and write the locks
	@tools/lock.sh

wheel: setup ## build wheel and source archive twice, compare, and leave them in dist/ (docs/releasing.md)
	@tools/wheel.sh dist

sbom: setup-test ## write the bills of materials into packaging/sboms/, and print the licences (docs/releasing.md)
	@$(bin)/python -m tools.sbom packaging/sboms

clean: ## remove everything that was made here; data/ stays
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis dist tests/artifacts tests/javascript/node_modules
	find client server tests tools -name __pycache__ -prune -exec rm -rf {} +

setup:
	@tools/setup.sh run

setup-test:
	@tools/setup.sh test

setup-venv:
	@tools/setup.sh venv

setup-programs:
	@tools/setup.sh programs
