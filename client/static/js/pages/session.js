/** The session page: finds the conversation that this tab is about, and joins all the parts. */

import '../elements/index.js';
import { loadLater } from '../elements/load-later.js';
import { getArrival } from '../storage/arriving-store.js';
import { keepPage } from '../ui/kept-page.js';
import { keepAwake, vibrateOnStop } from '../ui/wake-lock.js';
import { Connection } from '../net/connection.js';
import { speaksTo } from '../net/hub.js';
import { ask } from '../ui/dialog.js';
import { reencryptDrafts } from '../storage/drafts.js';
import { sendPendingEnds } from '../net/pending-ends.js';
import { choose, chosen, getSession, listSessions } from '../storage/session-store.js';
import { drawLocal } from '../ui/local-stage.js';
import { lockKeyOf } from '../storage/lock-key.js';
import { needsPassphrase, setKey, isLocked, lockChanged, markLocked } from '../storage/lock.js';
import { storePrivate, restorePrivate } from '../storage/private-answers.js';
import { followScene } from '../ui/tabs.js';
import { Conversation, begin } from '../session/conversation.js';
import { StatusLine } from '../ui/status-line.js';
import { at, t } from '../i18n.js';
import { runAction } from '../ui/failure-notice.js';
import { HtmxBridge } from '../ui/htmx-bridge.js';

/** @returns {Promise<import('../model/types.js').StoredSession | null>} this tab's, else the newest on this phone */
async function find() {
  const id = chosen();
  const record = id === null ? null : await getSession(id);
  const [newest] = record ? [] : await listSessions();
  return record ?? (newest ? getSession(newest.id) : null);
}

/** @param {Conversation} conversation */
async function end(conversation) {
  const words = { title: t('end.title'), text: t('end.text'), yes: t('end.yes'), no: t('end.no') };
  if (await ask(words)) await conversation.end();
}

/** @param {Conversation} conversation */
function listen(conversation) {
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest('a[hreflang]')) storePrivate(conversation.id);
    const act = target.closest('[data-act]')?.getAttribute('data-act');
    if (act === 'pause') runAction(() => conversation.pause());
    if (act === 'end') runAction(() => end(conversation));
  });
}

/** Another page has set, changed or removed the lock of this phone: the door of this page has to ask anew. */
function followLock() {
  lockChanged.addEventListener('message', ({ data }) => {
    const id = chosen();
    if (id !== null) storePrivate(id);
    // What was being written waits under the new lock for the door.
    reencryptDrafts(() => setKey(data && lockKeyOf(data.id, data.random)));
    location.reload();
  });
}

async function main() {
  // Before the door is open, too: what was being written in this tab is there behind it.
  followLock();
  await window.overtureOpen;
  if (await isLocked()) {
    // The mark by which the door would have known has been cleared away.
    markLocked(true);
    return needsPassphrase() ? location.reload() : drawLocal('storage');
  }
  void sendPendingEnds();
  const record = await find();
  if (!record) return drawLocal('none');
  choose(record.id);
  void keepPage();
  if (!speaksTo(record.hub)) return drawLocal('other-hub');
  // It is stored here and not claimed yet: the page that it came to finishes that.
  if ((await getArrival())?.token === record.token) return location.replace(at('/m'));
  restorePrivate(record.id);
  const connection = new Connection(record);
  const conversation = new Conversation(record, connection);
  new HtmxBridge(conversation, connection);
  new StatusLine(conversation, connection);
  listen(conversation);
  keepAwake(conversation);
  vibrateOnStop(conversation);
  followScene(conversation);
  loadLater();
  begin(conversation);
  await conversation.start();
}

main().catch((error) => {
  const storage = error?.name === 'StorageError' || error?.name === 'SecurityError';
  drawLocal(storage ? 'storage' : 'failed');
  if (!storage) throw error;
});
