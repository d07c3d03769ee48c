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
  var OURS = ['exit.js', 'session/mutual-worker.js', 'ui/cover.js'].concat(
    ['about', 'home', 'join', 'move', 'session', 'start'].map(function (page) {
      return 'pages/' + page + '.js';
    })
  );
  // It answers for all pages, so it stands above them.
  var WORKER = '/worker.js';
  var IN_APP = /FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|Snapchat|TikTok|musical_ly|BytedanceWebview|Twitter|Pinterest|LinkedInApp|; wv\)/;
  /** The fonts of every page. */
  var FONTS = ['literata-400', 'literata-600'];
  /** Milliseconds: a line on which a request takes longer than this is a slow one. */
  var LONG = 100;
  var root = document.documentElement;
  // Of the page as it came. A translator in the browser writes its own into the element, at any moment.
  var language = root.lang;
  var own = document.currentScript;
  var folder = own instanceof HTMLScriptElement ? own.src.replace(/[^/]*$/, '') : '/';

  // Chromium waits a moment with its first paint for fonts that are asked for this early. Where this script was long on its way, they
  // would come too late all the same: they are for the next page then, and the styles ask for them.
  var way = typeof performance.getEntriesByName === 'function' ? performance.getEntriesByName(folder + 'boot.js')[0] : undefined;
  if (!way || way.duration < LONG) {
    FONTS.forEach(function (name) {
      var link = document.createElement('link');
      link.rel = 'preload';
      link.as = 'font';
      link.type = 'font/woff2';
      link.crossOrigin = '';
      link.href = folder + '../fonts/' + name + '.woff2';
      document.head.appendChild(link);
    });
  }

  /** @param {string} name @returns {string | null} null without storage too */
  function stored(name) {
    try {
      return localStorage.getItem(name);
    } catch (error) {
      return null;
    }
  }

  // A static host answers for a folder, whose address ends with a slash. Everything here goes by the address without it.
  if (/.\/$/.test(location.pathname)) {
    history.replaceState(null, '', (location.pathname.replace(/\/+$/, '') || '/') + location.hash);
  }

  /** @param {string} code @returns {string} the address of this page in that language */
  function inLanguage(code) {
    var base = root.dataset['base'] || '';
    return ('/' + code + location.pathname.slice(base.length)).replace(/\/$/, '');
  }

  var languages = (root.dataset['languages'] || '').split(' ');

  /** A hub looks at what the browser prefers; a static host does not. @returns {string} */
  function preferred() {
    if (root.dataset['hub'] === undefined || root.dataset['base']) return language;
    var found = (navigator.languages || []).map(function (name) {
      return name.toLowerCase().split('-')[0] || '';
    }).filter(function (code) {
      return languages.indexOf(code) >= 0;
    });
    return found[0] || language;
  }

  // What was chosen on this phone counts for links that someone else has sent, too. What is behind the # comes along.
  var chosen = stored(LANGUAGE) || preferred();
  if (chosen !== language && languages.indexOf(chosen) >= 0) {
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
      if (name === WORKER) return name;
      if (OURS.indexOf(name) < 0) throw new TypeError(name);
      return folder + name;
    },
  };
  var trusted = window.trustedTypes ? window.trustedTypes.createPolicy('overture-scripts', scripts) : scripts;
  window.overtureScripts = trusted;

  /** @param {string} name @param {string} type @returns {HTMLScriptElement} */
  function load(name, type) {
    var script = document.createElement('script');
    script.type = type;
    script.src = trusted.createScriptURL(name);
    document.head.appendChild(script);
    return script;
  }

  /** @param {string} id */
  function show(id) {
    var element = document.getElementById(id);
    if (element) element.hidden = false;
  }

  /** @param {any} type a constructor that may not be there @param {string} method of what it makes @returns {boolean} */
  function does(type, method) {
    return typeof type === 'function' && typeof type.prototype[method] === 'function';
  }

  /** A mutual section is computed in a Worker that is a module. None is made here: it is enough that the type is asked for. */
  function asksForType() {
    var asked = false;
    var stop = {
      get type() {
        asked = true;
        throw new TypeError('asked');
      },
    };
    try {
      new Worker(trusted.createScriptURL('session/mutual-worker.js'), /** @type {any} */ (stop)).terminate();
    } catch (error) {
      return asked;
    }
    return false;
  }

  /**
   * What a conversation cannot do without, by name. What is not here may be missing, and the page does without it.
   * @type {Record<string, () => boolean>}
   */
  var NEEDED = {
    'AbortSignal.timeout': function () { return typeof AbortSignal === 'function' && typeof AbortSignal.timeout === 'function'; },
    'Array.prototype.at': function () { return does(Array, 'at'); },
    'Array.prototype.findLast': function () { return does(Array, 'findLast'); },
    'BigInt': function () { return typeof BigInt === 'function'; },
    'BroadcastChannel': function () { return typeof BroadcastChannel === 'function'; },
    'Element.prototype.replaceChildren': function () { return does(Element, 'replaceChildren'); },
    'HTMLDialogElement.prototype.showModal': function () { return does(window.HTMLDialogElement, 'showModal'); },
    'Intl.PluralRules': function () { return typeof Intl === 'object' && typeof Intl.PluralRules === 'function'; },
    'MessageChannel': function () { return typeof MessageChannel === 'function'; },
    'Object.hasOwn': function () { return typeof Object.hasOwn === 'function'; },
    'Promise.allSettled': function () { return typeof Promise === 'function' && typeof Promise.allSettled === 'function'; },
    'String.prototype.replaceAll': function () { return does(String, 'replaceAll'); },
    'TextEncoder': function () { return typeof TextEncoder === 'function' && typeof TextDecoder === 'function'; },
    'WebSocket': function () { return typeof WebSocket === 'function'; },
    'crypto.getRandomValues': function () { return typeof crypto === 'object' && typeof crypto.getRandomValues === 'function'; },
    'customElements': function () { return typeof customElements === 'object'; },
    'fetch': function () { return typeof fetch === 'function'; },
    'indexedDB': function () { return 'indexedDB' in window; },
    'module Worker': asksForType,
    'script type=module': function () { return 'noModule' in HTMLScriptElement.prototype; },
    'structuredClone': function () { return typeof structuredClone === 'function'; },
  };
  var capable = Object.keys(NEEDED).every(function (name) {
    var has = NEEDED[name];
    return !!has && has();
  });

  var entry = root.dataset['entry'];
  /** The catalogues of this page. */
  var CATALOGUES = ['phone', 'before'].concat(entry === 'session' || entry === 'move' ? ['elements'] : []);
  var FIRST_WAIT = 1000;
  var LONGEST_WAIT = 30000;

  /** @returns {Promise<Record<string, string>>} every text that this page can show */
  function loadTexts() {
    var all = CATALOGUES.map(function (name) {
      return fetch(folder + '../locales/' + language + '/' + name + '.json').then(function (response) {
        if (!response.ok) throw new Error(name);
        return response.json();
      });
    });
    return Promise.all(all).then(function (loaded) {
      return Object.assign.apply(null, /** @type {any} */ ([{}].concat(loaded)));
    });
  }

  /** @param {number} most milliseconds @returns {Promise<void>} settles then, or once there is a network again */
  function pass(most) {
    return new Promise(function (resolve) {
      setTimeout(resolve, most);
      window.addEventListener('online', function () { resolve(); }, { once: true });
    });
  }

  /** Asks for the texts until they arrive, because no module with words is loaded before them. @param {number} wait @returns {Promise<any>} */
  function insistOnTexts(wait) {
    return loadTexts().catch(function () {
      return pass(wait).then(function () {
        return insistOnTexts(Math.min(2 * wait, LONGEST_WAIT));
      });
    });
  }

  /** @param {string[]} modules */
  function loadWithTexts(modules) {
    var drawn = new Promise(function (resolve) {
      document.addEventListener('DOMContentLoaded', resolve);
    });
    Promise.all([insistOnTexts(FIRST_WAIT), drawn]).then(function (both) {
      window.overtureTexts = both[0];
      window.overtureLanguage = language;
      modules.forEach(function (name) { load(name, 'module').onload = fetchAhead; });
    });
  }

  /**
   * Fetches files for the next page once this page has its own. If one does not arrive, the next page asks for it. Not read as
   * blobs: WebKit hung now and then on the way to the next page.
   */
  function fetchAhead() {
    var paths = (root.dataset['ahead'] || '').split(' ').filter(Boolean);
    delete root.dataset['ahead'];
    paths.forEach(function (path) {
      fetch(folder + '../' + path, { priority: 'low' }).then(function (response) { return response.arrayBuffer(); }).catch(function () {});
    });
  }

  // After "Exit now" the next visit meets a neutral door, and so does each visit to a conversation that is locked; what is
  // behind it waits until someone goes in. A browser that lacks anything gets the banner and not one module.
  if (capable) {
    var wanted = entry ? ['pages/' + entry + '.js'] : [];
    window.overtureOpen = new Promise(function (resolve) {
      var locked = /\/[ms]$/.test(location.pathname) && stored(LOCK) !== null;
      if (stored(DOOR) === null && !locked) return resolve();
      window.overtureOpenDoor = resolve;
      root.hidden = true;
      wanted.unshift('ui/cover.js');
    });
    if (wanted.length > 0) loadWithTexts(wanted);
  }
  load('exit.js', 'text/javascript');

  // A page that the browser kept in memory comes back as it was left, after an exit too.
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) location.reload();
  });
  document.addEventListener('DOMContentLoaded', function () {
    if (!capable) show('old-browser');
    if (IN_APP.test(navigator.userAgent)) show('in-app');
  });
})();
