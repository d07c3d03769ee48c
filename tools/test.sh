#!/usr/bin/env bash
# Runs every test, in two runs of pytest side by side: the tests in browsers need the processors that the others leave
# free while they wait for engines, hubs and processes. What fails in either is said at the end.
# Each run is a process group of its own, which a Ctrl-C reaches through this script alone.
set -umo pipefail
cd "$(dirname "$0")/.."

in_browsers="chromium or webdriver"
log=.cache/tests-without-browsers.log

# pytest-xdist gives a test that has ended its worker to the next one, again and again, unless none may follow. And where
# very much fails there is one reason for it.
run() { # run MARKS OPTIONS...
    exec .venv/bin/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder --max-worker-restart=0 \
        --maxfail=30 -m "$@"
}

mkdir -p .cache
run "not ($in_browsers or node)" -o cache_dir=.cache/pytest-without-browsers >"$log" 2>&1 &
others=$!
echo "The tests without a browser write to $log meanwhile."
run "$in_browsers" &
browsers=$!
trap 'kill -INT "$others" "$browsers"; wait' INT TERM HUP

wait "$browsers"
browsers_failed=$?
wait "$others"
others_failed=$?
if [ "$others_failed" -eq 0 ]; then
    tail -n 1 "$log"
else
    cat "$log"
    [ "$browsers_failed" -eq 0 ] || echo "Tests in browsers failed too: see above, before the tests without one."
fi
exit $((browsers_failed || others_failed))
