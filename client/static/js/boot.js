/*
 * Runs first, in the head of every page, before anything else is loaded. Written so that old browsers can read it too.
 *
 * The second half of a code, and the whole of one that moves a seat to this phone, arrives behind the # of a link. It
 * leaves the address here, before htmx exists (which would send the address along) and before anyone looks at the address
 * bar, and lives in this page's memory only.
 */
(function () {
  var DOOR = 'overture.door';
  var LANGUAGE = 'overture.language';
  var LOCK = 'overture.lock';
  var IN_APP = /FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|Snapchat|TikTok|musical_ly|BytedanceWebview|Twitter|Pinterest|LinkedInApp|; wv\)/;
  var root = document.documentElement;
  var own = document.currentScript;
  var folder = own instanceof HTMLScriptElement ? own.src.replace(/[^/]*$/, '') : '/';

  /** @param {string} name @returns {string | null} null without storage too */
  function stored(name) {
    try {
      return localStorage.getItem(name);
    } catch (error) {
      return null;
    }
  }

  /** @param {string} language @returns {string} the address of this page in it */
  function inLanguage(language) {
    var base = root.dataset['base'] || '';
    return ('/' + language + location.pathname.slice(base.length)).replace(/\/$/, '');
  }

  // What was chosen on this phone counts for links that someone else has sent, too. What is behind the # comes along.
  var chosen = stored(LANGUAGE);
  if (chosen && chosen !== root.lang && (root.dataset['languages'] || '').split(' ').indexOf(chosen) >= 0) {
    root.hidden = true;
    location.replace(inLanguage(chosen) + location.hash);
    return;
  }
  document.addEventListener('click', function (event) {
    var link = event.target instanceof Element ? event.target.closest('a[hreflang]') : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    try {
      localStorage.setItem(LANGUAGE, link.hreflang);
    } catch (error) {
      // Without storage the address alone says it.
    }
    location.assign(inLanguage(link.hreflang) + (window.overtureSecret ? '#' + window.overtureSecret : location.hash));
  });

  /** @returns {boolean} whether the address has a secret behind it */
  function linked() {
    return /\/(j(\/[^/]*)?|m)$/.test(location.pathname) && location.hash.length > 1;
  }
  if (linked()) {
    window.overtureSecret = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
  }
  // Another code in a page that is open already.
  window.addEventListener('hashchange', function () {
    if (linked()) location.reload();
  });

  /** The scripts that are loaded by name. Where the browser asks for Trusted Types, no others can be. */
  var scripts = {
    /** @param {string} name */
    createScriptURL: function (name) {
      if (['ui/cover.js', 'exit.js', 'session/mutual-worker.js'].indexOf(name) < 0) throw new TypeError(name);
      return folder + name;
    },
  };
  var trusted = window.trustedTypes ? window.trustedTypes.createPolicy('overture-scripts', scripts) : scripts;
  window.overtureScripts = trusted;

  /** @param {string} name @param {string} type */
  function load(name, type) {
    var script = document.createElement('script');
    script.type = type;
    script.src = trusted.createScriptURL(name);
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

  // After "Exit now" the next visit meets a neutral door, and so does each visit to a conversation that is locked; what is
  // behind it waits until someone goes in.
  if (capable()) {
    window.overtureOpen = new Promise(function (resolve) {
      var locked = /\/[ms]$/.test(location.pathname) && stored(LOCK) !== null;
      if (stored(DOOR) === null && !locked) return resolve();
      window.overtureOpenDoor = resolve;
      root.hidden = true;
      load('ui/cover.js', 'module');
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
