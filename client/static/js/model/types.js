/**
 * The shapes that the modules of the phone hand to each other. Types only.
 *
 * @typedef {'A' | 'B'} Role
 * @typedef {{ [language: string]: string }} Text one text in several languages
 *
 * @typedef {object} Pairing what the hub tells while there are no keys yet; messages are base64url
 * @property {'empty' | 'joining' | 'replied' | 'answered'} stage
 * @property {string} locator
 * @property {string | null} m1
 * @property {string | null} m2
 * @property {string | null} m3
 *
 * @typedef {{ commit: string | null, release: string | null }} Slots digests of boxes
 *
 * @typedef {object} Settled
 * @property {number} n
 * @property {string} note digest of the note that it is about
 * @property {boolean} yes
 * @property {string} box
 *
 * @typedef {{ n: number, box: string }} NumberedBox a box that replaces those of lower numbers
 *
 * @typedef {object} Round
 * @property {number} round
 * @property {'open' | 'sealed' | 'both-sealed' | 'opened' | 'broken'} state
 * @property {Slots} mine
 * @property {Slots} [theirs] absent until mine.commit is there
 * @property {{ by: 'me' | 'them', after: boolean }} [broken]
 *
 * @typedef {object} SectionExtra
 * @property {string} id
 * @property {string} reveal
 * @property {number} pad bytes
 * @property {{ n: number, by: 'me' | 'them', box: string, before: string | null } | null} note
 * @property {{ me: Settled | null, them: Settled | null }} settled
 * @property {boolean} agreed
 * @property {{ me: boolean, them: boolean }} again
 * @property {Round[]} earlier
 *
 * @typedef {Round & SectionExtra} SectionView
 *
 * @typedef {object} ChapterView
 * @property {string} qhash
 * @property {{ mine: string[], theirs: string[] }} notices digests, oldest first
 * @property {SectionView[]} sections
 *
 * @typedef {object} View what the hub tells this seat
 * @property {number} v
 * @property {Role} role
 * @property {'pairing' | 'preparing' | 'talking'} phase
 * @property {Pairing | null} pairing null once confirmed
 * @property {{ me: boolean, both: boolean }} ready
 * @property {{ me: string | null, them: boolean, later: string | null }} paused
 * @property {number} expires seconds since the epoch
 * @property {{ me: number | null, them: number | null }} prolong
 * @property {SceneView} scene
 * @property {MoveView | null} move of this seat itself
 * @property {{ me: NumberedBox | null, them: NumberedBox | null }} talk the newest of each
 * @property {ChapterView[]} chapters
 *
 * @typedef {object} SceneView
 * @property {'none' | 'asked' | 'running' | 'stopped'} state
 * @property {number} n of the last scene that began, 0 for none
 * @property {{ me: boolean, them: boolean }} begin who is ready to begin the next one
 * @property {boolean} over for this seat
 *
 * @typedef {object} SceneRecord
 * @property {number} begun number of the scene that this person was last ready to begin, 0 for none
 * @property {boolean} paused there has been a pause since
 * @property {number} n of the last scene that this seat has taken part in, 0 for none
 * @property {'none' | 'running' | 'stopped'} state of that one
 * @property {boolean} over this person has said that it is over
 *
 * @typedef {object} LogRound one asking of a section as far as the hub has ever shown it
 * @property {Slots} mine
 * @property {Slots} theirs
 * @property {{ by: 'me' | 'them', after: boolean } | null} broken
 *
 * @typedef {object} LogSection
 * @property {string} id
 * @property {string} reveal
 * @property {number} pad bytes
 * @property {LogRound[]} rounds
 * @property {({ by: 'me' | 'them' | null, box: string } | null)[]} notes note n stands at n - 1; null: never seen
 * @property {{ me: Settled | null, them: Settled | null }} settled the newest of each
 *
 * @typedef {object} LogChapter
 * @property {string} qhash
 * @property {{ mine: string[], theirs: string[] }} notices digests, oldest first
 * @property {LogSection[]} sections
 *
 * @typedef {object} Log what the hub has ever shown; it only grows
 * @property {boolean} ready
 * @property {boolean} both
 * @property {{ me: NumberedBox | null, them: NumberedBox | null }} talk the newest of each
 * @property {LogChapter[]} chapters
 *
 * @typedef {object} Answers what is sealed for one section
 * @property {1} v
 * @property {{ [question: string]: any }} answers
 * @property {string[]} skip
 * @property {string[]} talk
 * @property {string[]} first
 *
 * @typedef {object} Question
 * @property {string} id
 * @property {'text' | 'choice' | 'choices' | 'scale' | 'items' | 'statement'} kind
 * @property {Text} prompt
 * @property {Text} [help]
 * @property {Text} [why]
 * @property {string[]} [terms]
 * @property {string | null} [gather]
 * @property {'same' | 'overlap' | 'cover' | 'near' | 'limit' | 'levels' | 'none'} align
 * @property {number} [max] bytes
 * @property {'first' | 'union' | 'low'} [counts] which of two answers that differ stands until both have talked: the one whose
 *   option comes first, what either chose, or the lower number
 * @property {boolean} [private] opened to both as ever, but never in a saved file, on paper or on the card
 * @property {Option[]} [options]
 * @property {number} [most]
 * @property {{ min: number, max: number, low: Text, high: Text }} [scale]
 * @property {string} [levels]
 * @property {boolean} [condition]
 * @property {Item[]} [items]
 *
 * @typedef {object} Option
 * @property {string} id
 * @property {Text} label
 * @property {boolean} [talk] whoever chooses it would rather talk about the question
 * @property {boolean} [alone] it excludes all other options
 * @property {boolean} [final] it holds for both as soon as either chooses it
 * @property {'lead' | 'follow'} [side] one of two sides that need each other
 * @property {'offer' | 'stop'} [care] how the phone reacts to it, in a section that is never sent
 *
 * @typedef {object} Item
 * @property {string} id
 * @property {Text} label
 * @property {Text} [help]
 * @property {Text} [group]
 * @property {boolean} direction
 * @property {Text} [risk] a line of first aid or anatomy, shown wherever both are open to the item
 * @property {Text} [give_says] the result as a sentence to whoever gives
 * @property {Text} [receive_says] the same to whoever receives
 * @property {string} [experience] id of the item of the set that asks for experience with it
 *
 * @typedef {object} Section
 * @property {string} id
 * @property {Text} title
 * @property {Text} intro
 * @property {Text} [why]
 * @property {'both' | 'mutual' | 'never'} reveal
 * @property {number} pad
 * @property {boolean} [private] as if each of its questions were private
 * @property {Question[]} questions
 *
 * @typedef {object} QuestionSet the document that both phones confirmed by its hash
 * @property {1} format
 * @property {string} id
 * @property {string} version
 * @property {string[]} languages
 * @property {Text} title
 * @property {Text} for_whom
 * @property {number} minutes
 * @property {{ [scale: string]: { id: string, label: Text, means: string }[] }} scales
 * @property {{ id: string, term: Text, text: Text }[]} glossary
 * @property {Section[]} sections
 *
 * @typedef {{ SID: Uint8Array, kA: Uint8Array, kB: Uint8Array, sas: Uint8Array }} Keys
 *
 * @typedef {object} StoredSession the record of one conversation on this phone
 * @property {string} id
 * @property {Role} role
 * @property {string} token
 * @property {string} [hub] the origin of the hub that has it
 * @property {string | null} qhash null on the joiner's phone until the first view
 * @property {string} locator
 * @property {string | null} secret our half of the code, until it has done its work
 * @property {number} tries pairing messages made for this code
 * @property {PairingState | null} pairing
 * @property {Keys | null} keys
 * @property {Problem | null} problem
 * @property {number} added its place among the conversations of this phone, in the order in which they came; 0 until it is stored
 * @property {number} created seconds
 * @property {number} expires seconds, 0 until known
 * @property {boolean} paired the hub has shown the conversation to these keys: from then on nothing makes keys, codes or guesses
 * @property {number} codes how many codes have been made for it on this phone
 * @property {Log} log what the hub has ever shown of it
 * @property {string[]} made digests of the boxes that this seat has sealed
 * @property {number} [writes] how often seals or inners of it have been written; absent: never
 * @property {SceneRecord} scene what this seat has taken part in
 * @property {string | null} [pause] id of this seat's pause, from the hub's answer to it until it is lifted here
 * @property {number} [begins] how often this person has been ready to begin a scene, on this phone
 * @property {number} [unready] the last of them that they have taken back, whether or not the hub has answered to that
 * @property {string[]} [lifted] ids that the pause which was lifted last on this phone may have had
 * @property {boolean} contradicted the hub has shown something that cannot be
 * @property {Place[]} burnt rounds that were handed over unreleased: they are never released from this phone any more
 * @property {View | null} view the last one, joined to the log, so that what was opened stays readable after the end
 * @property {{ pause: string, at: number } | null} [later] what was said with that pause of ours: when to look again, seconds
 * @property {StoredTalks} [talk]
 * @property {number} [seen] edition of the view on which the pairing was last decided
 * @property {string[]} [noticed] names of the notices that were seen (model/notices.js)
 * @property {MovingState | null} [move] this seat is going to another phone
 * @property {Handed | null} [handed] what came from the phone that had this seat before, and has not been put together yet
 *
 * @typedef {object} StoredTalks where each seat was in the talk, as far as this phone has made or opened it
 * @property {import('../protocol/talk.js').Talk & { n: number, box: Uint8Array | null } | null} me `box`: to be sent; null: on this phone it was only opened
 * @property {import('../protocol/talk.js').Talk & { n: number } | null} them
 *
 * @typedef {[string, string, number]} Place chapter, section, round
 *
 * @typedef {'wrong-code' | 'spent' | 'used-up' | 'different-questions'} Problem `used-up`: there are no more codes
 *
 * @typedef {{ kind: 'offered', sid: Uint8Array, y: Uint8Array, m1: Uint8Array }
 *   | { kind: 'refusing', m2: string }
 *   | { kind: 'refused', sid: Uint8Array, y: Uint8Array, m1: Uint8Array, m2: string }
 *   | { kind: 'answered', m2: string, m3: Uint8Array }
 *   | { kind: 'spent', locator: string, at: number }
 *   | { kind: 'renewing', locator: string }
 *   | { kind: 'replied', m1: string, m2: Uint8Array, state: any }
 *   | { kind: 'confirmed' }
 *   | { kind: 'failed' }} PairingState `refusing` is never stored: in its transaction the next m1 takes its place (`refused`), or
 *   the code is spent
 *
 * @typedef {{ kind: 'offered', K: Uint8Array, sid: Uint8Array, y: Uint8Array, m1: Uint8Array }
 *   | { kind: 'refusing', id: string }
 *   | { kind: 'replied', id: string, m2: string, m3: Uint8Array, keys: import('../protocol/handover.js').MoveKeys }
 *   | { kind: 'approved', id: string, m2: string, m3: Uint8Array, box: Uint8Array }} MovingState `approved`: everything has
 *   been handed over, so nothing is sealed, released or written on this phone any more; `refusing` is never stored
 * @typedef {{ id: string, until: number, asked: boolean, m2: string | null, m3: string | null }} MoveView
 * @typedef {{ m1: string | null, m2: string | null, m3: string | null, box: string | null }} ArrivingView
 *
 * @typedef {object} HandedRow one asking of a section, without what the hub has
 * @property {Place} at
 * @property {string} commit digest of one's own
 * @property {Uint8Array} [sk] where it opens whole
 * @property {Uint8Array} [a] where it is mutual and under way
 * @property {Uint8Array} [yes]
 * @property {Uint8Array} [peer] hash of what came out of the partner's commit, once that was stored
 * @property {Uint8Array} [release] one's own against exactly that, where it is mutual
 * @property {boolean} [opened]
 * @property {MutualOutcome} [outcome] where it is mutual and over
 * @typedef {{ rounds: HandedRow[], drafts: [string, string][] }} Handed
 *
 * @typedef {object} Seal one's own sealed answers: everything needed to send them and to open them
 * @property {Uint8Array} sk
 * @property {Uint8Array} inner
 * @property {Uint8Array} commit
 *
 * @typedef {object} PeerInner the partner's sealed answers, out of their commit
 * @property {Uint8Array} inner
 * @property {Uint8Array} release our release against exactly these
 * @property {boolean} opened they have been opened and shown on this phone
 *
 * @typedef {{ seals: Map<string, any>, inners: Map<string, any> }} Sealed what this phone has sealed and what came out of the
 *   partner's, by session, SID, qhash, section and round, joined with a slash
 *
 * @typedef {import('../protocol/mutual.js').MutualState & { commit: Uint8Array, curious?: string[] }} MutualSeal one's own in a
 *   mutual section; `curious`: shared ids, absent where the seat came from another phone meanwhile
 * @typedef {{ commit: Uint8Array }} SpentSeal what is left of it once its round has come to its end
 * @typedef {{ m1: Uint8Array, release: Uint8Array }} MutualPeer the partner's M1, and our release against exactly that
 * @typedef {OpenedMutual | { failed: 'before' | 'after' }} MutualOutcome shared ids; or the round is shut for
 *   good, before or after our release went out
 *
 * @typedef {{ mine: Answers, theirs: Answers }} OpenedWhole
 * @typedef {{ matches: string[], curious?: string[] }} OpenedMutual the shared ids that both want; `curious`: those of them that
 *   one was curious about oneself, absent where this phone does not know
 * @typedef {'cannot-open' | 'handed-over' | 'mutual-before' | 'mutual-after' | 'mutual-elsewhere' | 'mutual-no-worker'} OpeningProblem
 * @typedef {OpenedWhole | OpenedMutual | { problem: OpeningProblem }} OpenedRound
 * @typedef {{ wanted: string[] | null }} SealedMutual shared ids; null when this phone does not know them any more
 *
 * @typedef {{ do: string, [field: string]: any }} Command what is said to the hub, without its number
 *
 * @typedef {{ ack: true } | { refused: string, message: string } | { lost: true }} Result `lost`: no answer, say it again
 *
 * @typedef {'connecting' | 'connected' | 'lost' | 'away' | 'gone' | 'rejected' | 'blocked' | 'keyless'} LinkState
 */

export {};
