#!/usr/bin/env bash
# Builds the wheel and the source archive twice from two copies of the same sources, and the wheel once more from the archive,
# compares all of them byte by byte, and leaves them in a folder: wheel.sh FOLDER. Called by `make wheel`. What differs would be
# a date, a path, an order or the rights of a file, and nobody else could rebuild the release.
set -euo pipefail
cd "$(dirname "$0")/.."

to=$1
python=$PWD/.venv/bin/python
sources=(pyproject.toml Caddyfile README.md LICENSE CHANGELOG.md client docs packaging requirements server)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The date of every file in both, whatever is set on this machine: 2020-02-02, which hatchling writes by itself.
export SOURCE_DATE_EPOCH=1580601600

make_wheel() { # make_wheel SOURCES FOLDER
    "$python" -m pip --disable-pip-version-check wheel --quiet --no-index --no-deps --no-build-isolation --wheel-dir "$2" "$1"
}

make_both() { # make_both FOLDER UMASK
    (
        umask "$2"
        mkdir -p "$1/sources" "$1/made"
        # The sources alone: what was made here by checks, tests or a hub must not find its way into a release.
        tar --create --exclude __pycache__ --exclude node_modules "${sources[@]}" |
            tar --extract --no-same-permissions --directory "$1/sources"
        make_wheel "$1/sources" "$1/made"
        cd "$1/sources"
        "$python" -m hatchling build --target sdist --directory "$1/made" >/dev/null 2>&1
    )
}

# In folders whose names differ in length, and as checkouts of different people.
make_both "$work/first" 022
make_both "$work/another-folder/second" 077
make_wheel "$work"/first/made/*.tar.gz "$work/from-archive"
for made in "$work"/first/made/*; do
    name=$(basename "$made")
    cmp "$made" "$work/another-folder/second/made/$name"
    case $name in *.whl) cmp "$made" "$work/from-archive/$name" ;; esac
done

mkdir -p "$to"
for made in "$work"/first/made/*; do
    cp "$made" "$to"
    echo "$to/$(basename "$made")"
    "$python" -c 'import hashlib, sys; print("sha256", hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$made"
done
