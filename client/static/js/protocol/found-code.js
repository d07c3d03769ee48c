/**
 * Finding the code in what people paste: a link, a message, a code in other characters than its own.
 * A code that is not clear is not found: a wrong one would cost a guess.
 */

/** Letters of other scripts that look like those of a code, and the letters that they look like. */
const ALIKE = 'İıАВЕЅІЈКМНОРСТХУԚԜΑΒΕΖΗΙΚΜΝΟΡΤΧΥаеѕіјкморстхуԛԝвнο';
const LOOKS = 'IiABESIJKMHOPCTXYQWABEZHIKMNOPTXYaesijkmopctxyqwbho';
const LATIN = new Map([...ALIKE].map((letter, at) => [letter, LOOKS[at]]));

/** Characters of a text that are looked at: a message, and not a book. */
const LONGEST = 4000;

const HALF = /^[0-9A-TV-Z]{4}$/;
const WHOLE = /^[0-9A-TV-Z]{8}$/;
const BETWEEN = /^[ -]{1,3}$/;
/** What stands between two halves that somebody names one after the other. */
const JOINING = /[ ,]+(?:(?:and|then|und|dann) +)+/gi;
/** Words of a sentence that stand beside half of a code. */
const WORDS =
  /^(?:code|half|teil|part|rest|text|this|that|with|then|than|here|hier|have|what|when|they|them|next|last|also|only|mine|type|take|send|denn|dein|mein|noch|oder|wird|geht|sind)$/i;
/** How a code alone may be written: joined, by halves, by pairs or by symbols; or with a hyphen, wherever its lines break. */
const SHAPE = /^(?:8|2222|[14]+)$/;
const HALVED = /^[^0-9A-Z]*[0-9A-Z]{4}-[0-9A-Z]{4}[^0-9A-Z]*$/i;
/**
 * A link of a hub has half of the code in its path. One of a page from elsewhere has the whole behind the #, and the hub beside it.
 * Programs for mail and chats put a link into one of their own, escaped.
 */
const LINK =
  /(?:\/|%2F)j(?:(?:\/|%2F)([0-9A-TV-Z]{4})\/?(?:\?[^#\s]*)?(?:#|%23)|\/?(?:\?[^#\s]*)?(?:#|%23)([0-9A-TV-Z]{4})-?)([0-9A-TV-Z]{4})(?![0-9A-Z])/gi;
const NAMES_HUB =
  /(?:\/|%2F)j\/?(?:#|%23)[0-9A-TV-Z]{4}-?[0-9A-TV-Z]{4}(?:@|%40)(https?)(?::\/\/|%3A%2F%2F)([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?:(?::|%3A)([0-9]+))?/i;

/** @param {string} text @returns {string} with one kind of space, hyphen and digit, Latin letters, and nothing that is not seen */
const readable = (text) =>
  text
    .slice(0, LONGEST)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[\s\x1c-\x1f\x85]/g, ' ')
    .replace(/(?![0-9])\p{Nd}/gu, valueOf)
    .replace(/[\u0130\u0131\u0370-\u052f]/g, (letter) => LATIN.get(letter) ?? letter);

/** @param {string} digit of any script, whose ten digits stand in a row @returns {string} */
function valueOf(digit) {
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint((digit.codePointAt(0) ?? 0) - value - 1))) value += 1;
  return String(value);
}

/** @param {string} symbols @returns {string} `HRWE7K2M`, with O as 0, and I and L as 1 */
const asMeant = (symbols) =>
  symbols
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');

/**
 * Finds the code in a text.
 * @param {string} text as typed, pasted or scanned
 * @returns {string | null} its eight symbols; null if there is none, or more than one
 * Source: docs/protocol.md, "The code".
 */
export function findCode(text) {
  const seen = readable(text).replace(JOINING, ' ');
  const links = Array.from(seen.matchAll(LINK), ([, inPath, behind, secret]) => `${inPath ?? behind}${secret}`);
  const words = Array.from(seen.matchAll(/[0-9A-Za-z]+|[^0-9A-Za-z]+/g), ([word]) => word);
  const { hyphened, spaced, spelled } = pairs(words);
  const joined = words.filter((word) => WHOLE.test(word.toUpperCase()) && !hasName(word));
  const alone = codeAlone(seen, words);
  const tiers = [
    links,
    hyphened.filter((code) => isUpper(code) && hasLetter(code)),
    alone ? [alone] : [],
    hyphened.filter(isMixed),
    [...joined, ...spaced].filter((code) => isUpper(code) && isMixed(code)),
    [...joined, ...spaced].filter(isMixed),
    // None is more likely than the others: words are written with a hyphen, and in capitals, and a telephone has a number.
    [...hyphened, ...[...joined, ...spaced].filter(isUpper)],
    spelled,
  ];
  const found = new Set(tiers.find((tier) => tier.length > 0)?.map(asMeant));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

/**
 * Finds the hub that a link names beside its code.
 * @param {string} text as typed, pasted or scanned
 * @returns {string | null} its origin, unchecked; null: no link names one
 * Source: docs/protocol.md, "The code".
 */
export function findHub(text) {
  const [, scheme, host, port] = NAMES_HUB.exec(readable(text)) ?? [];
  return scheme && host ? `${scheme}://${host}${port ? `:${port}` : ''}`.toLowerCase() : null;
}

/** @param {string} code @returns {boolean} */
const isUpper = (code) => code === code.toUpperCase();

/** @param {string} code @returns {boolean} */
const hasLetter = (code) => /[A-Z]/i.test(code);

/** @param {string} code @returns {boolean} */
const isMixed = (code) => hasLetter(code) && /[0-9]/.test(code);

/** @param {string} half @returns {boolean} whether it has letters alone */
const isLetters = (half) => !/[0-9]/.test(half);

/** @param {string} code @returns {boolean} whether it has a letter that no code is shown with */
const isMisread = (code) => /[OIL]/i.test(code);

/** @param {string} code @returns {boolean} whether half of it is a word that no code is shown with, such as "code" */
const hasName = (code) => [code.slice(0, 4), code.slice(4)].some((half) => WORDS.test(half) && isMisread(half));

/** @param {string} half @returns {boolean} whether it is a word of a sentence rather than half of a code */
const isWord = (half) => WORDS.test(half) || (isLetters(half) && isMisread(half) && !isUpper(half));

/** @param {string} half @param {string} other @returns {boolean} whether it is written as a word, and the other in capitals */
const isUnlike = (half, other) => isLetters(half) && !isUpper(half) && other !== other.toLowerCase();

/** @param {string} code @returns {boolean} whether it may be a code, with a hyphen within */
const isJoined = (code) => !hasName(code) && !(isLetters(code) && isMisread(code));

/** @param {string} half @param {string} other @returns {boolean} whether they may be two halves, with spaces between them */
const isPair = (half, other) =>
  isJoined(half + other) && !isWord(half) && !isWord(other) && !isUnlike(half, other) && !isUnlike(other, half);

/**
 * @param {string} seen
 * @param {string[]} words those of the text, and what stands between them
 * @returns {string | null} the code that is all there is in the text
 */
function codeAlone(seen, words) {
  const parts = words.filter((word) => /^[0-9A-Za-z]/.test(word));
  const bare = parts.join('');
  const halves = /** @type {const} */ ([bare.slice(0, 4), bare.slice(4)]);
  const isShaped = SHAPE.test(parts.map((part) => part.length).join('')) || HALVED.test(seen.replace(/ /g, ''));
  if (!WHOLE.test(bare.toUpperCase()) || !isShaped || hasName(bare)) return null;
  const isSplit = parts.length > 1 && (isUnlike(...halves) || isUnlike(halves[1], halves[0]));
  return isSplit && !HALVED.test(seen) ? null : bare;
}

/**
 * @param {string[]} words words and what stands between them, in turn
 * @returns {{ hyphened: string[], spaced: string[], spelled: string[] }} the two halves of a code beside each other, and eight single symbols
 */
function pairs(words) {
  /** @type {string[]} */
  const hyphened = [];
  /** @type {string[]} */
  const spaced = [];
  /** @type {string[]} */
  const spelled = [];
  let singles = '';
  for (let at = 0; at < words.length; at += 1) {
    const [word = '', between = '', next = ''] = words.slice(at, at + 3);
    if (HALF.test(word.toUpperCase()) && BETWEEN.test(between) && HALF.test(next.toUpperCase())) {
      const isCode = between === '-' ? isJoined(word + next) : isPair(word, next);
      if (isCode) (between.includes('-') ? hyphened : spaced).push(word + next);
    }
    if (BETWEEN.test(word)) continue;
    singles = /^[0-9A-TV-Z]$/i.test(word) ? singles + word : '';
    if (singles.length === 8) spelled.push(singles);
  }
  return { hyphened, spaced, spelled };
}
