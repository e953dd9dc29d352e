// Sees each request that the page and its players send for the film and for links, and how it was answered.
//
// It wraps fetch and XMLHttpRequest, so it has to be there before any player is loaded. No site needs such a thing.

// Of everything that is loaded, what is checked, and where links come from.
const WATCHED = /^\/(?:coffee_run|videos|bound|from|token)\//;

// What a request is for, told by its path.
const KINDS = [
    [/^\/token\//, 'link'],
    [/\.(?:m3u8|mpd)$/, 'manifest'],
    [/\.key$/, 'key'],
    [/\.vtt$/, 'subtitles'],
    [/./, 'segment'],
];

// Events: "request", whose detail is { time, took, status, url, kind }. The status is 0 where there was no answer, and
// `aborted` says that nobody waited for one.
export const requests = new EventTarget();

// A fetch for the page's own purposes: `kind` is what its requests are listed as.
export function fetchAs(kind) {
    return (input, init) => watchedFetch(input, init, kind);
}

const nativeFetch = window.fetch.bind(window);
window.fetch = (input, init) => watchedFetch(input, init);

async function watchedFetch(input, init, kind) {
    const seen = watch(input instanceof Request ? input.url : input, kind);
    try {
        const response = await nativeFetch(input, init);
        seen(response.status);
        return response;
    } catch (error) {
        seen(0, error.name === 'AbortError');
        throw error;
    }
}

const { open, send } = XMLHttpRequest.prototype;
const asked = new WeakMap();

XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    asked.set(this, url);
    return open.call(this, method, url, ...rest);
};

XMLHttpRequest.prototype.send = function (body) {
    const seen = watch(asked.get(this));
    let aborted = false;
    // At its head: a player's hook may hold back all that is told of a request's end.
    this.addEventListener('abort', () => { aborted = true; }, { once: true });
    this.addEventListener('readystatechange', () => {
        if (this.readyState === XMLHttpRequest.DONE) queueMicrotask(() => seen(this.status, aborted));
    });
    return send.call(this, body);
};

// A function that is told of the answer, the first time.
function watch(address, kind) {
    const url = new URL(address, document.baseURI);
    if (url.origin !== location.origin || !WATCHED.test(url.pathname)) return () => {};
    const time = Date.now(), started = performance.now();
    kind ??= KINDS.find(([pattern]) => pattern.test(url.pathname))[1];
    let told = false;
    return (status, aborted = false) => {
        if (told) return;
        told = true;
        const took = performance.now() - started;
        requests.dispatchEvent(new CustomEvent('request', {
            detail: { time, took, status, url: url.href, kind, aborted },
        }));
    };
}
