/*
 * Runs first, in the head of every page, before anything else is loaded. Written so that old browsers can read it too.
 *
 * The second half of a code arrives behind the # of a link. It leaves the address here, before htmx exists (which would
 * send the address along) and before anyone looks at the address bar, and lives in this page's memory only.
 */
(function () {
  var DOOR = 'overture.door';
  var IN_APP = /FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|Snapchat|TikTok|musical_ly|BytedanceWebview|Twitter|Pinterest|LinkedInApp|; wv\)/;
  var root = document.documentElement;
  var own = document.currentScript;
  var folder = own instanceof HTMLScriptElement ? own.src.replace(/[^/]*$/, '') : '/';

  if (/^\/j(\/|$)/.test(location.pathname) && location.hash.length > 1) {
    window.overtureSecret = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
  }

  function closed() {
    try {
      return localStorage.getItem(DOOR) !== null;
    } catch (error) {
      return false;
    }
  }

  /** @param {string} name @param {string} type */
  function load(name, type) {
    var script = document.createElement('script');
    script.type = type;
    script.src = folder + name;
    document.head.appendChild(script);
  }

  /** @param {string} id */
  function show(id) {
    var element = document.getElementById(id);
    if (element) element.hidden = false;
  }

  function capable() {
    return (
      'noModule' in HTMLScriptElement.prototype &&
      typeof BigInt === 'function' &&
      typeof structuredClone === 'function' &&
      typeof Object.hasOwn === 'function' &&
      typeof AbortSignal === 'function' &&
      typeof AbortSignal.timeout === 'function' &&
      'replaceChildren' in Element.prototype &&
      'showModal' in (window.HTMLDialogElement || { prototype: {} }).prototype &&
      'indexedDB' in window &&
      'WebSocket' in window
    );
  }

  // After "Exit now" the next visit meets a neutral door; what is behind it waits until someone chooses to go in.
  if (capable()) {
    window.overtureOpen = new Promise(function (resolve) {
      if (!closed()) return resolve();
      window.overtureOpenDoor = resolve;
      root.hidden = true;
      load('door.js', 'module');
    });
  }
  load('exit.js', 'text/javascript');

  // A page that the browser kept in memory comes back as it was left, after an exit too.
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) location.reload();
  });
  document.addEventListener('DOMContentLoaded', function () {
    if (!capable()) show('old-browser');
    if (IN_APP.test(navigator.userAgent)) show('in-app');
  });
})();
