/**
 * Markup from text, which browsers that know Trusted Types let through this one policy only. There are two ways in: to
 * read what the hub has drawn, as a document that nothing is loaded or run for; and htmx, for exactly what passed the check.
 */

/** @type {{ createHTML: (html: string) => any }} */
const policy = globalThis.trustedTypes?.createPolicy('overture-stage', { createHTML: (/** @type {string} */ html) => html })
  ?? { createHTML: (html) => html };

/** Parses markup without loading or running anything. @param {string} html @returns {Document} an inert one */
export const inert = (html) => new DOMParser().parseFromString(policy.createHTML(html), 'text/html');

/** @returns {never} */
function never() {
  throw new TypeError('nothing is run from text here');
}

/**
 * From here on htmx makes markup of nothing but what `passed` says, and runs nothing that stands in an attribute.
 * @param {(html: string) => boolean} passed whether this text, as htmx wraps it, was checked
 */
export function bindHtmx(passed) {
  const createHTML = (/** @type {string} */ html) => (passed(html) ? policy.createHTML(html) : never());
  htmx.registerExtension('overture', {
    init: (/** @type {any} */ api) => api.initSecurity({ createHTML, createScript: never }, () => ({ call: never }), () => ({ call: never })),
  });
}
