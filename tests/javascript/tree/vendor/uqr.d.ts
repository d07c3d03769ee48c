// What client/static/vendor/uqr.js exports.
export { encode, renderSVG } from "uqr";
