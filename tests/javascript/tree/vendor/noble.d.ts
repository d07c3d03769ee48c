// What client/static/vendor/noble.js exports, with the types of the packages that it is made from.
export { sha512 } from "@noble/hashes/sha2.js";
export { hmac } from "@noble/hashes/hmac.js";
export { extract, expand } from "@noble/hashes/hkdf.js";
export { chacha20poly1305 } from "@noble/ciphers/chacha.js";
