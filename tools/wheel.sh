#!/usr/bin/env bash
# Builds the wheel twice from two copies of the same sources and compares them byte by byte: wheel.sh FOLDER.
# Called by `make wheel`. What differs would be a date, a path or an order, and nobody else could rebuild the release.
set -euo pipefail
cd "$(dirname "$0")/.."

to=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for copy in first second; do
    mkdir -p "$work/$copy/sources"
    # The sources alone: what was made here by checks, tests or a hub must not find its way into a wheel.
    tar --create --exclude __pycache__ --exclude node_modules pyproject.toml LICENSE CHANGELOG.md client server |
        tar --extract --directory "$work/$copy/sources"
    .venv/bin/python -m pip --disable-pip-version-check wheel --quiet --no-index --no-deps --no-build-isolation \
        --wheel-dir "$work/$copy" "$work/$copy/sources"
done

for wheel in "$work"/first/*.whl; do
    name=$(basename "$wheel")
    cmp "$wheel" "$work/second/$name"
    mkdir -p "$to"
    cp "$wheel" "$to/$name"
    echo "$to/$name"
    .venv/bin/python -c 'import hashlib, sys; print("sha256", hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$wheel"
done
