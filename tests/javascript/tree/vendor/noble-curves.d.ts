// What client/static/vendor/noble-curves.js exports, with the types of the package that it is made from.
export { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";
