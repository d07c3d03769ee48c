/* The conversation that an element's test makes up: a plain table, which writes down what it was asked to do. */

import * as drafts from '../storage/drafts.js';

const at = (table, ...path) => (table ?? {})[path.join('/')] ?? null;
export class Conversation extends EventTarget {
  calls = [];
  constructor(state) {
    super();
    this.state = state;
    const work = Object.assign(new EventTarget(), { now: null });
    const called = (name) => async (...given) => this.#told(name, given);
    this.rounds = {
      work,
      opened: (chapter, section, round) =>
        at(this.state.opened, chapter, section, round) ?? at(this.state.opened, section, round),
      sealed: (chapter, section, round) => at(this.state.sealed, section, round),
      seal: called('seal'),
    };
    this.notes = { note: (chapter, section) => at(this.state.notes, section), notices: () => this.state.notices ?? [] };
    this.writing = { writeNote: called('writeNote'), settle: called('settle'), sendNotice: called('sendNotice') };
  }
  changed() { this.dispatchEvent(new Event('change')); }
  become(change) { Object.assign(this.state, change); this.changed(); }
  get id() { return 'this-session'; }
  get role() { return this.state.role ?? 'A'; }
  get document() { return this.state.document ?? null; }
  get chapter() { return 'Q'; }
  get view() { return this.state.view ?? null; }
  get link() { return this.state.link ?? 'connected'; }
  get ended() { return this.state.ended ?? false; }
  get keys() { return this.state.sas ? { sas: Uint8Array.from(this.state.sas) } : null; }
  get pairing() { return { locator: 'HRWE', secret: '7K2M', problem: null, ...this.state.pairing }; }
  get pausedByMe() { return this.state.pausedByMe ?? false; }
  get pausedByThem() { return this.state.pausedByThem ?? false; }
  get moving() {
    const told = (name) => async () => this.#told(name, []);
    const { secret = null, sas = null, ...rest } = this.state.moving ?? {};
    const bytes = (given) => given && Uint8Array.from(given);
    return { frozen: false, stage: 'none', trouble: null, ...rest, secret: bytes(secret), sas: bytes(sas),
      begin: told('begin'), approve: told('approve'), cancel: told('cancel') };
  }
  get pauseAcknowledged() { return this.state.pauseAcknowledged ?? this.pausedByMe; }
  get scene() {
    const told = this.view?.scene ?? { state: 'none', n: 0, begin: { me: false, them: false }, over: false };
    return told.state === 'running' && this.paused ? { ...told, state: 'stopped' } : told;
  }
  get nextScene() { return (this.view?.scene.n ?? 0) + 1; }
  get inScene() { return ['running', 'stopped'].includes(this.scene.state); }
  get awaitsDrafts() { return this.state.awaitsDrafts ?? false; }
  get lifetime() { return this.state.lifetime ?? null; }
  get hubTime() { return this.state.hubTime ?? null; }
  get namesDays() { return this.state.namesDays ?? true; }
  get pauseUnstored() { return this.state.pauseUnstored ?? false; }
  get paused() { return this.pausedByMe || this.pausedByThem; }
  get resumeTime() {
    const set = async (...given) => this.#told('set', given);
    return { mine: null, theirs: null, possible: false, ...this.state.resumeTime, set };
  }
  documentOf(chapter) { return ['Q', 'R'].includes(chapter) ? this.document : null; }
  section(chapter, id) { return this.view?.chapters[0].sections.find((each) => each.id === id) ?? null; }
  get history() {
    return { behind: false, older: false, forked: false, contradicted: false, provedNotices: () => this.state.proved ?? 0,
      released: () => this.state.released ?? false };
  }
  computes(now) { this.rounds.work.now = now; this.rounds.work.dispatchEvent(new Event('change')); }
  loadDraft(section, chapter = 'Q', round = 1) { return drafts.load(this.id, chapter, section, round); }
  saveDraft(section, answers, chapter = 'Q', round = 1) { drafts.save(this.id, chapter, section, round, answers); }
  #told(name, given) {
    this.calls.push([name, ...given]);
    const answer = this.state.answers?.[name];
    if (answer === 'throws') throw new Error(name);
    if (answer === 'no worker') throw Object.assign(new Error(name), { name: 'WorkerError' });
    if (answer === 'waits') return new Promise(() => {});
    return answer;
  }
  async send(...given) { return this.#told('send', given); }
  async beginScene(n) { return this.#told('beginScene', [n]); }
  async notBeginScene(n) { return this.#told('notBeginScene', [n]); }
  async sceneOver(n) { return this.#told('sceneOver', [n]); }
  async pause() { this.#told('pause', []); this.become({ pausedByMe: true }); }
  async resume() { this.#told('resume', []); this.become({ pausedByMe: false }); }
  async forget() { return this.#told('forget', []); }
}
let arrived;
const arrival = new Promise((resolve) => (arrived = resolve));
export const whenReady = () => arrival;
export const begin = (conversation) => arrived(conversation);
