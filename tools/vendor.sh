#!/bin/bash
# Rebuilds every file in client/static/vendor from its published packages and writes PINS.toml: what it is made of,
# its hash, and the very command that was run. Needs npm; nothing that was built is changed by hand afterwards.
set -euo pipefail
target="$(cd "$(dirname "$0")/.." && pwd)/client/static/vendor"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

esbuild="esbuild@0.28.2"
bundle="npx esbuild --bundle --format=esm --minify --target=es2022 --legal-comments=none"
{
  echo "# The files of other projects that we serve, written by tools/vendor.sh. Do not edit: run it."
  echo "# Each command is run in an empty folder and writes the file on its standard output."
} > PINS.toml

# vendor FILE LICENCE COMMAND PACKAGE...: builds one file in a folder of its own and records it.
vendor() {
  local file="$1" licence="$2" command="$3" folder="$work/$1.d"
  shift 3
  command="npm install --silent --ignore-scripts $* $esbuild && { $command; }"
  mkdir "$folder"
  (cd "$folder" && bash -euo pipefail -c "$command" < /dev/null > "$target/$file")
  {
    printf '\n[[file]]\nname = "%s"\npackages = [' "$file"
    printf '"%s", ' "$@" | sed 's/, $//'
    printf ']\nlicence = "%s"\n' "$licence"
    printf 'sha384 = "%s"\n' "$(sha384sum "$target/$file" | cut -d' ' -f1)"
    printf "command = '''%s'''\n" "$command"
  } >> PINS.toml
}

vendor htmx.js 0BSD \
  'echo "/*! htmx.org 4.0.1, Zero-Clause BSD, Big Sky Software */"; cat node_modules/htmx.org/dist/htmx.min.js' \
  htmx.org@4.0.1

vendor noble.js MIT \
  "printf '%s\n' 'export { sha512 } from \"@noble/hashes/sha2.js\";' 'export { hmac } from \"@noble/hashes/hmac.js\";' 'export { extract, expand } from \"@noble/hashes/hkdf.js\";' 'export { chacha20poly1305 } from \"@noble/ciphers/chacha.js\";' | $bundle --banner:js='/*! noble-hashes, noble-ciphers 2.4.0, MIT License, (c) 2022-2023 Paul Miller (paulmillr.com) */'" \
  @noble/hashes@2.4.0 @noble/ciphers@2.4.0

# Apart, as only pairing and mutual sections need it. It takes its hash from the file above.
vendor noble-curves.js MIT \
  "echo 'export { ristretto255, ristretto255_hasher } from \"@noble/curves/ed25519.js\";' | $bundle --alias:@noble/hashes/sha2.js=./noble.js --external:./noble.js --banner:js='/*! noble-curves 2.4.0, MIT License, (c) 2022-2023 Paul Miller (paulmillr.com) */'" \
  @noble/curves@2.4.0

vendor scrypt.js MIT \
  "echo 'export { scryptAsync } from \"@noble/hashes/scrypt.js\";' | $bundle --banner:js='/*! noble-hashes 2.4.0, MIT License, (c) 2022-2023 Paul Miller (paulmillr.com) */'" \
  @noble/hashes@2.4.0

vendor uqr.js MIT \
  "echo 'export { encode, renderSVG } from \"uqr\";' | $bundle --banner:js='/*! uqr 0.1.3, MIT License, (c) Project Nayuki, (c) 2023 Anthony Fu */'" \
  uqr@0.1.3

vendor LICENCES.txt "0BSD, MIT" \
  'for package in htmx.org @noble/curves @noble/hashes @noble/ciphers uqr; do printf "== %s\n\n" "$package"; cat "node_modules/$package/LICENSE"; echo; done' \
  htmx.org@4.0.1 @noble/curves@2.4.0 @noble/hashes@2.4.0 @noble/ciphers@2.4.0 uqr@0.1.3

mv PINS.toml "$target/PINS.toml"
for file in "$target"/*.js; do
  printf '%-10s %6d bytes, %6d gzipped\n' "$(basename "$file")" "$(wc -c < "$file")" "$(gzip -9c "$file" | wc -c)"
done
