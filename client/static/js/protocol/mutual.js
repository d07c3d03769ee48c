/**
 * A mutual section: both learn which items both said yes to, and nothing else, not even from a partner with a modified
 * client (docs/protocol.md, "Mutual sections"). Pure, so that it can run in a Worker.
 *
 * `ids` are the shared ids of the section in the order of the document, 1 to 64 of them, all different. Everywhere
 * `asking.role` is the seat that made the box, so to open the partner's name the partner's role.
 *
 * The same work is done whatever the answers are: both ways are computed, then one is selected. Multiplications by a
 * secret take the same steps for every secret; BigInt arithmetic on scalars does not promise that.
 */

import { contextOf, keyOf, open, seal } from './box.js';
import { ProtocolError, concat, equal, lvCat, randomBytes, u32 } from './encoding.js';
import { H, H32 } from './hashes.js';
import {
  BASE,
  decodePoint,
  decodeScalar,
  encodePoint,
  encodeScalar,
  fromLittleEndian,
  minus,
  modL,
  plus,
  publicTimes,
  randomScalar,
  times,
  toPoint,
} from './ristretto.js';

/** @typedef {import('./ristretto.js').Point} Point */
/** @typedef {import('./box.js').Place & { round: number }} Asking one asking of a section; needs no pad length */
/** @typedef {(length: number) => Uint8Array} Random */
/** @typedef {() => void} Progress called after each id */

/**
 * What is kept from the commit until the partner's release was opened, and then erased.
 * @typedef {object} MutualState
 * @property {Uint8Array} a secret scalar, 32 bytes
 * @property {Uint8Array} pk 32 bytes
 * @property {Uint8Array} yes a byte for each item, 1 or 0
 * @property {Uint8Array} m1 what is in the commit, 96 + 128 n bytes
 */

/** @typedef {{ c0: bigint, z0: bigint, z1: bigint }} Proof that one point is one of the two things it may be */
/** @typedef {{ A1: Point, A2: Point, B1: Point }} Hidden what one item's proof begins with */

const SIZE = 32;
const MOST = 64;

/** Derives the point H_i of each shared id. @param {Asking} asking of either seat @param {string[]} ids @returns {Point[]} */
export function itemPoints({ keys, qhash, section, round }, ids) {
  if (ids.length < 1 || ids.length > MOST || new Set(ids).size !== ids.length) {
    throw new RangeError(`a mutual section has 1 to ${MOST} different ids`);
  }
  return ids.map((id) => toPoint(lvCat('overture1/and/H', keys.SID, qhash, section, u32(round), id)));
}

/**
 * Reads one of two places by its number, so that no branch depends on a secret.
 * @template T
 * @param {number} bit 1 or 0
 * @param {T} ifOne
 * @param {T} ifZero
 * @returns {T}
 */
const choose = (bit, ifOne, ifZero) => /** @type {T} */ ([ifZero, ifOne][bit]);

/** @template T, U @param {T[]} list @param {Progress} progress @param {(one: T, at: number) => U} make @returns {U[]} */
const eachOf = (list, progress, make) =>
  list.map((one, at) => {
    const made = make(one, at);
    progress();
    return made;
  });

/** @param {Point[]} points @returns {Uint8Array} */
const encodePoints = (points) => concat(...points.map(encodePoint));

/** @param {string} domain @param {...Uint8Array} parts @returns {bigint} Hs */
const challenge = (domain, ...parts) => modL(fromLittleEndian(H(lvCat(domain, ...parts))));

/**
 * @param {Uint8Array} ctx
 * @param {Point[]} H_ of the items
 * @param {Uint8Array} points pk | P_1..P_n
 * @param {Point} K
 * @param {Hidden[]} hidden
 * @returns {bigint} c of M1
 */
function commitChallenge(ctx, H_, points, K, hidden) {
  const first = encodePoints([K, ...hidden.flatMap(({ A1, A2, B1 }) => [A1, A2, B1])]);
  const [pk, P] = [points.slice(0, SIZE), points.slice(SIZE)];
  return challenge('overture1/and/or', ctx, u32(H_.length), pk, encodePoints(H_), P, first);
}

/** @param {bigint} c @param {bigint} z @param {Proof[]} proofs @returns {Uint8Array} */
const encodeProof = (c, z, proofs) =>
  concat(...[c, z, ...proofs.flatMap(({ c0, z0, z1 }) => [c0, z0, z1])].map(encodeScalar));

/**
 * Says yes or no to each item, and proves that it is one of the two. What is returned is stored before commit is sent,
 * and there is only ever one commit for one asking.
 * @param {Asking} asking
 * @param {string[]} ids
 * @param {boolean[]} yes to each of the ids
 * @param {Random} [random] for tests only
 * @param {Progress} [progress]
 * @returns {{ state: MutualState, commit: Uint8Array }}
 */
export function mutualCommit(asking, ids, yes, random = randomBytes, progress = () => {}) {
  const H_ = itemPoints(asking, ids);
  if (yes.length !== ids.length) throw new RangeError('a mutual section has one yes or no to each id');
  const bits = Uint8Array.from(yes, Number);
  const ctx = contextOf(asking, asking.round, 'and1');
  const [a, k] = [randomScalar(random), randomScalar(random)];
  const pk = encodePoint(times(BASE, a));
  const items = eachOf(H_, progress, (H_i, at) => hide(a, H_i, bits[at] ?? 0, random));
  const points = concat(pk, encodePoints(items.map(({ P }) => P)));
  const c = commitChallenge(ctx, H_, points, times(BASE, k), items);
  const m1 = concat(points, encodeProof(c, modL(k + c * a), items.map((item) => prove(item, c))));
  return {
    state: { a: encodeScalar(a), pk, yes: bits, m1 },
    commit: seal(keyOf(asking), ctx, m1, random(SIZE)),
  };
}

/**
 * The point of one item, and the beginning of its proof: the branch that is true is honest, the other one is simulated
 * from a challenge e and a response f that are chosen before.
 * @param {bigint} a
 * @param {Point} H_i
 * @param {number} yes 1 or 0
 * @param {Random} random
 */
function hide(a, H_i, yes, random) {
  const r = randomScalar(random);
  const w = randomScalar(random);
  const e = randomScalar(random);
  const f = randomScalar(random);
  const P = choose(yes, times(H_i, a), times(BASE, r));
  const A1 = times(BASE, choose(yes, w, modL(f - e * a)));
  const A2 = times(H_i, choose(yes, w, f));
  const B1 = times(BASE, choose(yes, f, w));
  const eP = times(P, e);
  const [A2simulated, B1simulated] = [minus(A2, eP), minus(B1, eP)];
  return {
    P,
    A1,
    A2: choose(yes, A2, A2simulated),
    B1: choose(yes, B1simulated, B1),
    yes,
    w,
    e,
    f,
    x: choose(yes, a, r),
  };
}

/**
 * @param {ReturnType<typeof hide>} item
 * @param {bigint} c
 * @returns {Proof}
 */
function prove({ yes, w, e, f, x }, c) {
  const honest = modL(c - e);
  const answer = modL(w + honest * x);
  return { c0: choose(yes, e, honest), z0: choose(yes, f, answer), z1: choose(yes, answer, f) };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} points how many stand first
 * @param {number} scalars how many follow
 * @returns {{ points: Point[], scalars: bigint[] }}
 * @throws {ProtocolError} bad message, bad point, bad scalar
 */
function read(bytes, points, scalars) {
  if (bytes.length !== SIZE * (points + scalars)) throw new ProtocolError('bad message');
  const at = (/** @type {number} */ number) => bytes.slice(SIZE * number, SIZE * (number + 1));
  return {
    points: Array.from({ length: points }, (_, number) => decodePoint(at(number))),
    scalars: Array.from({ length: scalars }, (_, number) => decodeScalar(at(points + number))),
  };
}

/** @param {Uint8Array} m1 @param {number} n @returns {Point[]} P_1..P_n of an M1 that was verified */
const pointsOf = (m1, n) => read(m1.slice(SIZE, SIZE * (n + 1)), n, 0).points;

/**
 * Verifies the partner's commit. If it is refused, the round is broken and nothing is released.
 * @param {Asking} asking of the partner
 * @param {string[]} ids
 * @param {Uint8Array} box the partner's commit
 * @param {{ ownPk: Uint8Array }} own of one's own state
 * @param {Progress} [progress]
 * @returns {Uint8Array} M1: store it before releasing against it
 * @throws {ProtocolError} cannot open, bad message, bad point, bad scalar, bad proof
 */
export function mutualOpenCommit(asking, ids, box, { ownPk }, progress = () => {}) {
  const n = ids.length;
  const H_ = itemPoints(asking, ids);
  const ctx = contextOf(asking, asking.round, 'and1');
  const m1 = open(keyOf(asking), ctx, box);
  const { points, scalars } = read(m1, n + 1, 3 * n + 2);
  if (equal(m1.slice(0, SIZE), ownPk)) throw new ProtocolError('bad proof');
  const [pk, ...P] = /** @type {[Point, ...Point[]]} */ (points);
  const [c, z, ...rest] = /** @type {[bigint, bigint, ...bigint[]]} */ (scalars);
  const K = minus(publicTimes(BASE, z), publicTimes(pk, c));
  const hidden = eachOf(H_, progress, (H_i, at) => {
    const [c0, z0, z1] = /** @type {[bigint, bigint, bigint]} */ (rest.slice(3 * at, 3 * at + 3));
    return unhide({ c0, z0, z1 }, c, pk, H_i, /** @type {Point} */ (P[at]));
  });
  const again = commitChallenge(ctx, H_, m1.slice(0, SIZE * (n + 1)), K, hidden);
  if (again !== c) throw new ProtocolError('bad proof');
  return m1;
}

/**
 * @param {Proof} proof
 * @param {bigint} c
 * @param {Point} pk
 * @param {Point} H_i
 * @param {Point} P
 * @returns {Hidden} what the proof must have begun with
 */
function unhide({ c0, z0, z1 }, c, pk, H_i, P) {
  const c1 = modL(c - c0);
  return {
    A1: minus(publicTimes(BASE, z1), publicTimes(pk, c1)),
    A2: minus(publicTimes(H_i, z1), publicTimes(P, c1)),
    B1: minus(publicTimes(BASE, z0), publicTimes(P, c0)),
  };
}

/**
 * @param {Uint8Array} ctx
 * @param {Uint8Array} m1 of who releases
 * @param {Uint8Array} peerM1 of the other one
 * @param {Uint8Array} E E_1..E_n of who releases
 * @returns {bigint[]} d_i: neither can choose points after they are known
 */
function weights(ctx, m1, peerM1, E) {
  const seed = H(lvCat('overture1/and/seed', ctx, H32(m1), H32(peerM1), E));
  return Array.from({ length: E.length / SIZE }, (_, at) =>
    fromLittleEndian(H(lvCat('overture1/and/d', seed, u32(at))).slice(0, 16)),
  );
}

/** @param {bigint[]} d @param {Point[]} points @returns {Point} sum of d_i * points_i */
const weighted = (d, points) => points.map((point, at) => publicTimes(point, d[at] ?? 0n)).reduce(plus);

/**
 * @param {Uint8Array} ctx
 * @param {Uint8Array} pk
 * @param {Point[]} points M, Z, T1, T2
 * @returns {bigint} c of M2
 */
const releaseChallenge = (ctx, pk, points) =>
  challenge('overture1/and/dleq', ctx, pk, ...points.map(encodePoint));

/**
 * Gives away what makes a match visible where both said yes, and proves that it is that.
 * @param {Asking} asking
 * @param {string[]} ids
 * @param {MutualState} state
 * @param {Uint8Array} peerM1 that mutualOpenCommit has verified
 * @param {Random} [random] for tests only
 * @param {Progress} [progress]
 * @returns {Uint8Array}
 */
export function mutualRelease(asking, ids, state, peerM1, random = randomBytes, progress = () => {}) {
  const ctx = contextOf(asking, asking.round, 'and2');
  const a = decodeScalar(state.a);
  const P = pointsOf(peerM1, ids.length);
  const E = encodePoints(eachOf(P, progress, (P_i) => times(P_i, a)));
  const M = weighted(weights(ctx, state.m1, peerM1, E), P);
  const t = randomScalar(random);
  const c = releaseChallenge(ctx, state.pk, [M, times(M, a), times(BASE, t), times(M, t)]);
  const m2 = concat(E, encodeScalar(c), encodeScalar(modL(t - c * a)));
  return seal(keyOf(asking), ctx, m2, random(SIZE));
}

/**
 * Verifies the partner's release and finds the matches; erase the state when they are stored. If it is refused, the
 * round is broken, and the partner may have learnt the matches.
 * @param {Asking} asking of the partner
 * @param {string[]} ids
 * @param {MutualState} state one's own
 * @param {Uint8Array} peerM1 that mutualOpenCommit has verified
 * @param {Uint8Array} box the partner's release
 * @param {Progress} [progress]
 * @returns {{ matches: boolean[] }} for each of the ids
 * @throws {ProtocolError} cannot open, bad message, bad point, bad scalar; bad proof, also for a match where one's own
 *   answer was no
 */
export function mutualOpenRelease(asking, ids, state, peerM1, box, progress = () => {}) {
  const n = ids.length;
  const ctx = contextOf(asking, asking.round, 'and2');
  const m2 = open(keyOf(asking), ctx, box);
  const { points: E, scalars } = read(m2, n, 2);
  const [c, s] = /** @type {[bigint, bigint]} */ (scalars);
  const encoded = m2.slice(0, SIZE * n);
  const d = weights(ctx, peerM1, state.m1, encoded);
  const [M, Z] = [weighted(d, pointsOf(state.m1, n)), weighted(d, E)];
  const peerPk = peerM1.slice(0, SIZE);
  const T1 = plus(publicTimes(BASE, s), publicTimes(decodePoint(peerPk), c));
  const T2 = plus(publicTimes(M, s), publicTimes(Z, c));
  if (releaseChallenge(ctx, peerPk, [M, Z, T1, T2]) !== c) throw new ProtocolError('bad proof');

  const a = decodeScalar(state.a);
  const own = eachOf(pointsOf(peerM1, n), progress, (P_i) => encodePoint(times(P_i, a)));
  const same = own.map((E_i, at) => equal(E_i, encoded.slice(SIZE * at, SIZE * (at + 1))));
  const unasked = same.reduce((count, match, at) => count + Number(match) * (1 - (state.yes[at] ?? 0)), 0);
  if (unasked > 0) throw new ProtocolError('bad proof');
  return { matches: same };
}
