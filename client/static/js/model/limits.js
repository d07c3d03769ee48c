/**
 * The most that a hub or a partner can make a phone keep or draw (docs/protocol.md, "Limits"); tests/vectors/limits.json holds the
 * terminal to the same. Pure.
 */

/**
 * The most that a session (chapters, scenes), a chapter (sections), a seat (talks), a seat in a chapter (notices), and a section (the rest)
 * may have; `latest` in seconds since 1970, `box` and `message` in bytes, `list` in entries and `text` in characters.
 * Source: docs/protocol.md, "Limits".
 */
export const LIMITS = Object.freeze({
  chapters: 8, sections: 64, rounds: 20, notes: 100, settlements: 200, notices: 100, talks: 800, scenes: 2 ** 31 - 2, latest: 2 ** 36,
  box: 49_152, message: 4_194_304, list: 200, text: 8000,
});
