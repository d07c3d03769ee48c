/**
 * The hub that this page speaks to: the one that served it, or of a page from elsewhere the one that was named when it was
 * exported. Its policy allows no other.
 */

const named = document.documentElement.dataset['hub'];

/** The origin of the hub. */
export const HUB = named || location.origin;

/** Whether a static host serves this page. It can answer for no path that has a code in it. */
export const isExported = named !== undefined;

/** Whether the hub is at another origin than this page. */
export const isElsewhere = HUB !== location.origin;

/** The hub as links of this page name it: null where it is that of the link. @type {string | null} */
export const hubInLinks = isElsewhere ? HUB : null;

/** What the hub is called in a sentence. @returns {string} */
export const hubName = () => new URL(HUB).host;

/** Tells whether this page may speak to a hub. @param {string | null | undefined} hub its origin; nothing stands for the page's own */
export const speaksTo = (hub) => (hub ?? HUB) === HUB;
