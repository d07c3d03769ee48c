// What client/static/vendor/scrypt.js exports, with the types of the package that it is made from.
export { scryptAsync } from "@noble/hashes/scrypt.js";
