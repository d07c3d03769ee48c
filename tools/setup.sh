#!/usr/bin/env bash
# Makes .venv ready: `setup.sh run` for the hub and the terminal partner, `setup.sh test` for the checks and the tests.
# `setup.sh programs` looks for the programs that the tests drive, and may run beside `setup.sh test` once there is an
# environment (`setup.sh venv`): Debian's packages and Python's come from different places, and take about a minute each.
# A stamp beside the environment remembers what it was made from, so that nothing is asked of anyone the second time.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup-debian.sh

python=${PYTHON:-python3}
venv=.venv
want=$1
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Everything an installation depends on: the locks, the packaging, the Python, and where the tree lies.
fingerprint() {
    cat "$@" pyproject.toml tools/setup.sh | cksum
    "$venv/bin/python" -c 'import sys; print(sys.version)'
    pwd
}

is_made() { # is_made NAME FILES...
    local stamp=$venv/made-for-$1
    shift
    [ -x "$venv/bin/python" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$@")" ]
}

remember() { # remember NAME FILES...
    local stamp=$venv/made-for-$1
    shift
    fingerprint "$@" >"$stamp"
}

pip_install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"
}

make_venv() {
    works && return
    command -v "$python" >/dev/null || fail "Overture needs Python 3.11 or newer, and there is no $python here. Install Python, then try again."
    "$python" -c "$new_enough" ||
        fail "Overture needs Python 3.11 or newer; $python is $("$python" --version 2>&1). Name a newer one, for example: make run PYTHON=python3.12"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        debian_install "Python cannot make virtual environments here." python3-venv
    fi
    echo "Making a virtual environment in $venv ..."
    "$python" -m venv --clear "$venv"
}

works() { # the environment is there, and the Python that it was made from is still what it was
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 && "$venv/bin/python" -c "$new_enough"
}

install_locked() { # install_locked LOCK: what pip may build, it builds with the pinned tools and nothing else
    echo "Installing the pinned packages of requirements/$1 ..."
    pip_install --require-hashes --requirement requirements/build.txt
    pip_install --require-hashes --no-build-isolation --requirement "requirements/$1"
    pip_install --no-index --no-deps --no-build-isolation --editable .
}

setup_run() {
    local files=(requirements/build.txt requirements/run.txt)
    is_made run "${files[@]}" && return
    make_venv
    install_locked run.txt
    remember run "${files[@]}"
}

setup_test() {
    local files=(requirements/build.txt requirements/run.txt requirements/test.txt)
    make_venv
    if ! is_made test "${files[@]}"; then
        install_locked test.txt
        remember run requirements/build.txt requirements/run.txt
        remember test "${files[@]}"
    fi
    "$venv/bin/python" -m tests.support.wheelhouse
    setup_javascript
}

setup_javascript() {
    local stamp=tests/javascript/node_modules/made-for
    if [ -f "$stamp" ] && cmp -s tests/javascript/package-lock.json "$stamp"; then
        return
    fi
    echo "Installing the pinned packages of tests/javascript ..."
    # The system's own certificates, as pip and apt use them.
    (cd tests/javascript && NODE_OPTIONS=--use-system-ca PATH="$OLDPWD/$venv/bin:$PATH" \
        npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error)
    cp tests/javascript/package-lock.json "$stamp"
}

setup_programs() {
    local missing=()
    has_chromium || if installs_packages; then missing+=(chromium-headless-shell); else missing+=(chromium); fi
    command -v firefox-esr >/dev/null || missing+=(firefox-esr)
    command -v WebKitWebDriver >/dev/null || missing+=(webkit2gtk-driver)
    command -v Xvfb >/dev/null || missing+=(xvfb)
    command -v redis-server >/dev/null || missing+=(redis-server)
    command -v docker-compose >/dev/null || missing+=(docker-compose)
    command -v caddy >/dev/null || missing+=(caddy)
    PATH=$PATH:/usr/sbin command -v nginx >/dev/null || missing+=(nginx-light)
    "$venv/bin/python" -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("sodium"))' || missing+=(libsodium23)
    has_emoji_font || missing+=(fonts-noto-color-emoji)
    [ ${#missing[@]} -eq 0 ] || debian_install "The tests need programs that are not here." "${missing[@]}"
}

# A whole Chromium will do where its headless shell cannot be had; the shell needs two thirds of the time.
has_chromium() {
    command -v chromium-headless-shell >/dev/null && return
    command -v chromium >/dev/null && ! debian_offers chromium-headless-shell
}

has_emoji_font() {
    command -v fc-list >/dev/null && fc-list ':lang=und-zsye' | grep -q .
}

case $want in
run) setup_run ;;
test) setup_test ;;
venv)
    make_venv
    # Where nothing can be installed from here, what is missing is said before anything is fetched.
    installs_packages || setup_programs
    ;;
programs) setup_programs ;;
*) fail "Say 'run', 'test', 'venv' or 'programs'." ;;
esac
