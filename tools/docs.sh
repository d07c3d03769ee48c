#!/usr/bin/env bash
# Builds the pages as a site, into .cache/docs/site, with an environment of its own. Called by `make docs`. A link that leads
# nowhere, or a page that nothing leads to, fails it.
set -euo pipefail
cd "$(dirname "$0")/.."

own=.cache/docs
lock=requirements/docs.txt
if ! cmp -s "$lock" "$own/environment/made-for"; then
    "${PYTHON:-python3}" -m venv --clear "$own/environment"
    "$own/environment/bin/pip" install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: \
        --requirement "$lock"
    cp "$lock" "$own/environment/made-for"
fi

# The pages, where they lie in the tree, and what they link to.
rm -rf "$own/pages" "$own/site"
mkdir -p "$own/pages"
tar --create README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE docs packaging/pages.* server/overture/questions/builtin/*.toml |
    tar --extract --directory "$own/pages"
rm "$own/pages/docs/mkdocs.yml"
"$own/environment/bin/mkdocs" build --strict --config-file docs/mkdocs.yml

# Who reads a page tells nobody else.
elsewhere='<(script|link|img|iframe|source|object|video)[^>]*(src|href|data)="?(https?:)?//|(url\(|@import )["'"'"']?(https?:)?//'
if grep --recursive --extended-regexp --only-matching --include='*.html' --include='*.css' "$elsewhere" "$own/site" >&2; then
    echo "These pages would ask another site for something." >&2
    exit 1
fi
echo "$own/site/index.html"
