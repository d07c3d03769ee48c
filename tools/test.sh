#!/usr/bin/env bash
# Runs every test, in two runs of pytest side by side: the tests in browsers need the processors that the others leave free while they
# wait for engines, hubs and processes. What fails in either is said at the end.
set -uo pipefail
cd "$(dirname "$0")/.."

in_browsers="chromium or webdriver"
log=.cache/tests-without-browsers.log

# pytest-xdist gives a test that has ended its worker to the next one, again and again, unless none may follow. And where very much
# fails there is one reason for it.
run() { # run WORKERS MARKS
    .venv/bin/python -m pytest --numprocesses="$1" --dist=loadfile --no-loadscope-reorder --max-worker-restart=0 --maxfail=30 -m "$2"
}

mkdir -p .cache
run 2 "not ($in_browsers or node)" >"$log" 2>&1 &
others=$!
trap 'kill "$others"' EXIT
echo "The tests without a browser write to $log meanwhile."
run 2 "$in_browsers"
browsers_failed=$?
wait "$others"
others_failed=$?
trap - EXIT

if [ "$others_failed" -eq 0 ]; then
    tail -n 1 "$log"
else
    cat "$log"
fi
exit $((browsers_failed || others_failed))
