/*
 * Exit now: a button on every page, or Shift alone three times within two seconds. The page is blank at once, offline
 * too, and its place in the history is taken by a neutral page. It ends nothing and tells nobody.
 */
(function () {
  var DOOR = 'overture.door';
  var SHIFT = 'overture.shift-exit';
  var AWAY = (document.documentElement.dataset['base'] || '') + '/away';
  var WITHIN = 2000;
  /** @type {number[]} when, in milliseconds */
  var presses = [];
  var leaving = false;

  function blank() {
    document.title = '';
    document.documentElement.replaceChildren();
  }

  function leave() {
    leaving = true;
    try {
      localStorage.setItem(DOOR, '1');
    } catch (error) {
      // Without storage there is no door, but the page is left all the same.
    }
    blank();
    location.replace(AWAY);
  }

  function shiftLeaves() {
    try {
      return localStorage.getItem(SHIFT) !== 'off';
    } catch (error) {
      return true;
    }
  }

  document.addEventListener(
    'click',
    function (event) {
      if (event.target instanceof Element && event.target.closest('[data-act="exit"]')) leave();
    },
    true
  );
  document.addEventListener(
    'keydown',
    function (event) {
      // A keyboard that composes uses Shift itself.
      var composes = event.isComposing || event.keyCode === 229;
      if (event.key !== 'Shift' || composes || event.ctrlKey || event.altKey || event.metaKey || !shiftLeaves()) {
        presses = [];
        return;
      }
      if (event.repeat) return;
      // Not by the phone's own clock, which may be put right between two presses.
      var now = performance.now();
      presses = presses.concat(now).filter(function (at) {
        return at > now - WITHIN;
      });
      if (presses.length < 3) return;
      // Another press would start leaving again, and cancel the page that is being loaded.
      presses = [];
      leave();
    },
    true
  );
  window.addEventListener('pagehide', function () {
    if (leaving) blank();
  });

  // Fetched beforehand, so that it is there when the network is not.
  fetch(AWAY, { credentials: 'omit' }).catch(function () {});
})();
