#!/usr/bin/env bash
# Writes the locks: every version that is run and tested, with the hash of every file of that version.
# Called by `make lock`, on purpose only; nothing else in this project resolves versions.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
lock_env=.cache/lock
python3 -m venv "$lock_env"
"$lock_env/bin/pip" install --quiet "uv==$UV_VERSION"

compile() { # compile OUTPUT ARGUMENTS...
    local output=$1
    shift
    "$lock_env/bin/uv" pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' \
        --output-file "requirements/$output" "$@"
}

compile build.txt --group build
compile run.txt pyproject.toml --extra partner
compile hub.txt pyproject.toml --constraint requirements/run.txt
compile docs.txt --group docs
compile installers.txt --group installers --constraint requirements/run.txt
compile test.txt pyproject.toml --extra partner --group test --constraint requirements/run.txt

# npm from the version that the test lock pins; the lock file names versions and hashes and no address.
tools/setup.sh test
.venv/bin/python -m tools.sbom packaging/sboms >/dev/null
cd tests/javascript
NODE_OPTIONS=--use-system-ca npm_config_omit_lockfile_registry_resolved=true \
    PATH="$PWD/../../.venv/bin:$PATH" npm install --package-lock-only --ignore-scripts --no-audit --no-fund
