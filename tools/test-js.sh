#!/usr/bin/env bash
# Runs the JavaScript tests of the phone's pure modules (tests/js) in the pinned Node. Arguments are options of node.
set -euo pipefail
cd "$(dirname "$0")/.."

node=.venv/bin/node
if [ ! -x "$node" ]; then
    echo "The JavaScript tests run in the pinned Node, and there is no $node here. Run tools/setup.sh test, then try again." >&2
    exit 2
fi
# One process for all files: they are pure, and starting a process for each would take longer than the tests.
shopt -s nullglob
files=(tests/js/*/*.test.js)
[ ${#files[@]} -gt 0 ] || { echo "There are no JavaScript tests in tests/js." >&2; exit 2; }
exec "$node" --test --test-isolation=none "$@" "${files[@]}"
