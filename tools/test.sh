#!/usr/bin/env bash
# Runs every test, in two runs of pytest side by side: the tests in browsers need the processors that the others leave
# free while they wait for engines, hubs and processes. Which tests failed in either stands in the last lines.
# Each run is a process group of its own, which a Ctrl-C reaches through this script alone.
set -umo pipefail
cd "$(dirname "$0")/.."

in_browsers="chromium or webdriver"
log=.cache/tests-without-browsers.log
browsers_log=.cache/tests-in-browsers.log

# pytest-xdist gives a test that has ended its worker to the next one, again and again, unless none may follow. And where
# very much fails there is one reason for it.
run() { # run NICENESS MARKS OPTIONS...
    local niceness=$1
    shift
    exec nice -n "$niceness" .venv/bin/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder --max-worker-restart=0 \
        --maxfail=30 -m "$@"
}

# The short lines of pytest about what failed; where it did not come to write them, its last words.
failures() { # failures LOG
    sed 's/\x1b\[[0-9;]*m//g' "$1" | grep -E '^(FAILED|ERROR) ' || tail -n 5 "$1"
}

mkdir -p .cache
screen=()
if [ -t 1 ]; then
    screen=(--color=yes)
    COLUMNS=$(tput cols) && export COLUMNS
fi
pipe=$(mktemp -d)/output
mkfifo "$pipe"

# They take less of the processors than those in browsers, which are longer: both end at about the same time.
run 10 "not ($in_browsers or node)" -o cache_dir=.cache/pytest-without-browsers >"$log" 2>&1 &
others=$!
echo "The tests without a browser write to $log meanwhile."
tee "$browsers_log" <"$pipe" &
shown=$!
run 0 "$in_browsers" "${screen[@]}" >"$pipe" 2>&1 &
browsers=$!
trap 'kill -INT "$others" "$browsers"; wait' INT TERM HUP

wait "$browsers"
browsers_failed=$?
wait "$others"
others_failed=$?
wait "$shown"
rm -r "$(dirname "$pipe")"
if [ "$others_failed" -eq 0 ]; then
    tail -n 1 "$log"
else
    cat "$log"
fi
if [ "$browsers_failed" -ne 0 ]; then
    printf '\nFailed in browsers (all of it: %s):\n' "$browsers_log"
    failures "$browsers_log"
fi
if [ "$others_failed" -ne 0 ]; then
    printf '\nFailed without a browser (all of it: %s):\n' "$log"
    failures "$log"
fi
exit $((browsers_failed || others_failed))
