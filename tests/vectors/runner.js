/**
 * Runs vectors through the JavaScript implementation, in a page and in Node; python.py is its twin.
 *
 * @typedef {{ [field: string]: any }} Vector checked by files.py
 * @typedef {{ [field: string]: any }} Outputs what was computed, under the names of the vector's fields, as far as the run came
 * @typedef {'A' | 'B'} Role
 */

import * as cpace from '../../client/static/js/protocol/cpace.js';
import { ProtocolError, equal, fromHex, hex } from '../../client/static/js/protocol/encoding.js';
import * as mutual from '../../client/static/js/protocol/mutual.js';
import * as code from '../../client/static/js/protocol/code.js';
import * as pairing from '../../client/static/js/protocol/pairing.js';
import * as ristretto from '../../client/static/js/protocol/ristretto.js';
import * as seal from '../../client/static/js/protocol/seal.js';

/** @param {Vector} vector @param {string[]} names @returns {any} the bytes of each */
const bytes = (vector, ...names) => names.map((name) => fromHex(vector[name]));

/** @param {Outputs} outputs @param {pairing.Keys} keys */
const keysOut = (outputs, { SID, kA, kB, sas }) =>
  Object.assign(outputs, { SID: hex(SID), kA: hex(kA), kB: hex(kB), sas: hex(sas) });

/** @param {Uint8Array} box */
const saltOf = (box) => box.slice(1, 33);

/** @param {Vector} vector @param {Role} role */
function asking(vector, role) {
  const [SID, qhash] = bytes(vector, 'SID', 'qhash');
  const keys = { SID, kA: fromHex(vector.kA ?? ''), kB: fromHex(vector.kB ?? ''), sas: new Uint8Array() };
  return { keys, role, qhash, section: vector.section, round: vector.round, pad: vector.pad };
}

/** @param {Vector} vector @param {Role} sender @returns {Outputs} what the other seat opens, and sealed once more with the same random numbers */
function receive(vector, sender) {
  const [s, r] = [sender.toLowerCase(), seal.peerOf(sender).toLowerCase()];
  const [commit, release, ownInner] = bytes(vector, `${s}_commit`, `${s}_release`, `${r}_inner`);
  const place = asking(vector, sender);
  const inner = seal.openCommit(place, commit);
  const sk = seal.openRelease(place, release, { ownInner, peerInner: inner });
  const answer = seal.openInner(place, sk, inner);
  const salts = { sk, innerSalt: saltOf(inner), commitSalt: saltOf(commit) };
  const again = seal.commit({ ...place, plaintext: answer }, salts);
  const what = { sk, ownInner: again.inner, peerInner: ownInner };
  return {
    [`${s}_sk`]: hex(sk),
    [`${s}_answer`]: hex(answer),
    [`${s}_inner`]: hex(again.inner),
    [`${s}_commit`]: hex(again.commit),
    [`${s}_release`]: hex(seal.release(place, what, saltOf(release))),
  };
}

/** @param {Vector} vector @param {Role} role @returns {mutual.MutualState} as the seat had it after its commit */
function ownState(vector, role) {
  const s = role.toLowerCase();
  const [a, commit] = bytes(vector, s, `${s}_m1`);
  const place = asking(vector, role);
  const m1 = seal.open(seal.keyOf(place), seal.contextOf(place, place.round, 'and1'), commit);
  const pk = ristretto.encodePoint(ristretto.times(ristretto.BASE, ristretto.decodeScalar(a)));
  if (!equal(m1.slice(0, 32), pk)) throw new Error('the commit is of another secret');
  return { a, pk, yes: Uint8Array.from(vector[`${s}_yes`]), m1 };
}

/** @param {Vector} vector @param {mutual.MutualState} reader @param {Role} sender */
function peerM1(vector, reader, sender) {
  const [box] = bytes(vector, `${sender.toLowerCase()}_m1`);
  return mutual.mutualOpenCommit(asking(vector, sender), vector.items, box, { ownPk: reader.pk });
}

/**
 * The release as its maker made it: t = s + c a, and a is in the vector.
 * @param {mutual.Asking} place @param {string[]} ids @param {mutual.MutualState} state @param {Uint8Array} peer @param {Uint8Array} box
 */
function releasedAgain(place, ids, state, peer, box) {
  const m2 = seal.open(seal.keyOf(place), seal.contextOf(place, place.round, 'and2'), box);
  const [c, s] = [ristretto.decodeScalar(m2.slice(-64, -32)), ristretto.decodeScalar(m2.slice(-32))];
  const t = new Uint8Array(64);
  t.set(ristretto.encodeScalar(ristretto.modL(s + c * ristretto.decodeScalar(state.a))));
  return mutual.mutualRelease(place, ids, state, peer, (length) => (length === 64 ? t : saltOf(box)));
}

/** @param {Vector} vector */
const itemPoints = (vector) =>
  mutual.itemPoints(asking(vector, 'A'), vector.items).map((point) => hex(ristretto.encodePoint(point)));

/** @type {{ [kind: string]: (vector: Vector, outputs: Outputs) => void }} */
const runners = {
  code(vector, outputs) {
    Object.assign(outputs, code.parseCode(vector.text));
  },
  pairing(vector, outputs) {
    const [qhash, sid, ya, yb] = bytes(vector, 'qhash', 'sid', 'ya', 'yb');
    const { secret, locator } = code.parseCode(vector.code);
    const start = pairing.pairingStart(secret, locator, qhash, { sid, y: ya });
    const { m2, state } = pairing.pairingReply(secret, locator, qhash, start.m1, yb);
    const { m3, keys } = pairing.pairingFinish(secret, locator, qhash, start, m2);
    Object.assign(outputs, { m1: hex(start.m1), m2: hex(m2), m3: hex(m3) });
    const same = keysOut({}, pairing.pairingConfirm(state, m3));
    keysOut(outputs, keys);
    if (Object.entries(same).some(([name, value]) => outputs[name] !== value)) {
      throw new Error('the two sides have different keys');
    }
  },
  'pairing-m1'(vector, outputs) {
    const [qhash, m1, yb] = bytes(vector, 'qhash', 'm1', 'yb');
    const { secret, locator } = code.parseCode(vector.code);
    outputs.m2 = hex(pairing.pairingReply(secret, locator, qhash, m1, yb).m2);
  },
  'pairing-m2'(vector, outputs) {
    const [qhash, sid, ya, m2] = bytes(vector, 'qhash', 'sid', 'ya', 'm2');
    const { secret, locator } = code.parseCode(vector.code);
    const start = pairing.pairingStart(secret, locator, qhash, { sid, y: ya });
    outputs.m1 = hex(start.m1);
    const { m3, keys } = pairing.pairingFinish(secret, locator, qhash, start, m2);
    outputs.m3 = hex(m3);
    keysOut(outputs, keys);
  },
  'pairing-m3'(vector, outputs) {
    const [qhash, m1, yb, m3] = bytes(vector, 'qhash', 'm1', 'yb', 'm3');
    const { secret, locator } = code.parseCode(vector.code);
    const { m2, state } = pairing.pairingReply(secret, locator, qhash, m1, yb);
    outputs.m2 = hex(m2);
    keysOut(outputs, pairing.pairingConfirm(state, m3));
  },
  seal(vector, outputs) {
    const [key, box] = bytes(vector, 'key', 'box');
    const { keys, ...place } = asking(vector, vector.role);
    const ctx = seal.context({ SID: keys.SID, ...place, purpose: vector.purpose });
    outputs.ctx = hex(ctx);
    const message = seal.unpad(seal.open(key, ctx, box), vector.pad);
    outputs.message = hex(message);
    outputs.box = hex(seal.seal(key, ctx, seal.pad(message, vector.pad), saltOf(box)));
  },
  section(vector, outputs) {
    const remade = { ...receive(vector, 'B'), ...receive(vector, 'A') };
    Object.assign(outputs, remade);
  },
  mutual(vector, outputs) {
    const [A, B, ids] = [asking(vector, 'A'), asking(vector, 'B'), vector.items];
    outputs.H = itemPoints(vector);
    const [a, b] = [ownState(vector, 'A'), ownState(vector, 'B')];
    const [bM1, aM1] = [peerM1(vector, a, 'B'), peerM1(vector, b, 'A')];
    const [aM2, bM2] = bytes(vector, 'a_m2', 'b_m2');
    outputs.a_m2 = hex(releasedAgain(A, ids, a, bM1, aM2));
    outputs.b_m2 = hex(releasedAgain(B, ids, b, aM1, bM2));
    const { matches } = mutual.mutualOpenRelease(B, ids, a, bM1, bM2);
    if (String(mutual.mutualOpenRelease(A, ids, b, aM1, aM2).matches) !== String(matches)) {
      throw new Error('the two sides have different matches');
    }
    outputs.matches = matches;
  },
  'mutual-m1'(vector, outputs) {
    outputs.H = itemPoints(vector);
    peerM1(vector, ownState(vector, 'A'), 'B');
  },
  'mutual-m2'(vector, outputs) {
    const state = ownState(vector, 'A');
    const [box] = bytes(vector, 'b_m2');
    const peer = peerM1(vector, state, 'B');
    outputs.matches = mutual.mutualOpenRelease(asking(vector, 'B'), vector.items, state, peer, box).matches;
  },
  cpace(vector, outputs) {
    const [PRS, CI, sid, ya, yb] = bytes(vector, 'PRS', 'CI', 'sid', 'ya', 'yb');
    const [ADa, ADb] = bytes(vector, 'ADa', 'ADb');
    const g = cpace.generator(PRS, CI, sid).toBytes();
    const a = { Y: cpace.sharedPoint(ya, g), AD: ADa };
    const b = { Y: cpace.sharedPoint(yb, g), AD: ADb };
    const K = cpace.sharedPoint(ya, b.Y);
    if (hex(cpace.sharedPoint(yb, a.Y)) !== hex(K)) throw new Error('the two sides have different points');
    const tr = cpace.transcript(a, b);
    Object.assign(outputs, { g: hex(g), Ya: hex(a.Y), Yb: hex(b.Y), K: hex(K) });
    outputs.ISK_IR = hex(cpace.intermediateKey(sid, K, tr));
    outputs.sid_output_ir = hex(cpace.sidOutput(tr));
  },
  'cpace-point'(vector, outputs) {
    const [s, X] = bytes(vector, 's', 'X');
    outputs.product = hex(cpace.sharedPoint(s, X));
  },
};

/**
 * @param {Vector} vector
 * @returns {{ result: string, outputs: Outputs }} `result` is 'ok', the failure class, or what else was thrown, in its words
 */
export function run(vector) {
  /** @type {Outputs} */
  const outputs = {};
  try {
    const runner = runners[vector.kind];
    if (!runner) throw new Error(`no runner for ${vector.kind}`);
    runner(vector, outputs);
  } catch (error) {
    return { result: error instanceof ProtocolError ? error.kind : `crashed: ${error}`, outputs };
  }
  return { result: 'ok', outputs };
}
