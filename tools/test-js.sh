#!/usr/bin/env bash
# Runs the JavaScript tests of the phone's pure modules (tests/js) in the pinned Node. Arguments are options of node.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
    printf '%s\n' "$*" >&2
    exit 2
}

node=.venv/bin/node
[ -x "$node" ] || fail "The JavaScript tests run in the pinned Node, and there is no $node here. Run tools/setup.sh test, then try again."
# Node is content with a pattern that matches nothing.
[ -n "$(find tests/js -name '*.test.js')" ] || fail "There are no JavaScript tests in tests/js."
# One process for all files: they are pure, and starting a process for each would take longer than the tests.
exec "$node" --test --test-isolation=none "$@" 'tests/js/**/*.test.js'
