// Keeps a link that expires fresh: asks for the next one ahead of time, and puts its token into a player's URLs.
//
//   import { TokenSource, fetchLink } from './secure-token.js';
//
//   const source = new TokenSource({ getLink: fetchLink('https://api.example.com/token?video=iKbr&expire=60') });
//   const url = await source.start();            // the first link; the player is given this URL
//   …                                            // and one of hls-js.js, dash-js-4.js, dash-js-5.js, shaka.js, video-js.js
//   source.stop();
//
// A link is { url, token, expires, now? }: an absolute URL, the token as it stands in it (in its path, /TOKEN/EXPIRES/, or
// in its query), the Unix time in seconds at which it expires and, where known, the server's own time when it answered.
//
// new TokenSource(options), of which all but getLink may be left out:
//   getLink({ signal })  async, gives a link. Throw an error with a `status` of 400, 401, 403 … and nobody asks again
//   lead                 5: seconds before expiry at which the next link is fetched, half the lifetime at most.
//                        null: no timer; the next link is fetched when the last one was answered 410
//   tokenName, expiresName   "md5", "expires": the two parameters of links with the token in the query
//   under                path below which URLs without a token get it; else the directory of the link (query only)
//   origins              []: origins besides the links' own to whose URLs tokens may go
//   expiredStatus        410: what an expired link is answered with
//   timeout              10: seconds that getLink may take
//   retryMin, retryMax   1, 60: seconds between tries while getLink fails: doubled each time, and up to half
//                        more by chance; what Retry-After says where that is longer
//   onLink(link)         a new link has come
//   onError(error, retryIn)  getLink failed; the next try is in retryIn seconds, or null: there is none
//
// What it has:
//   start([link])        resolves with the URL of the first link, which the page may have already
//   rewrite(url)         the URL with the current token in place of any that this source has ever given out. Every other
//                        byte stays, and so does a URL of another origin
//   expired(status, url) whether this answer to this URL means that its link has expired
//   refresh([url])       resolves with a new link. Only one request is under way at a time, and who waits shares it. With
//                        the URL that was refused nothing is fetched if it had an older token than the current one
//   ready()              resolves when the link has not expired, as far as is known; never rejects
//   link                 the current one, or null
//   stop()               no more timers and requests
// start and refresh reject when getLink has failed for good; start([link]) begins anew.

import { Pair, readLink } from './secure-token-link.js';

export { LinkError, fetchLink } from './secure-token-link.js';

// Timers are cut into pieces: one of more than 2^31 ms would fire at once, and one that slept with the machine late.
const LONGEST_TIMER = 60_000;
// Between two requests of the endpoint, whatever it answers.
const SHORTEST_PAUSE = 1_000;
// Of Retry-After: as good as never for who watches a film.
const LONGEST_PAUSE = 3_600_000;
// Client errors that may pass by themselves: time-outs, and too many requests.
const TEMPORARY = [408, 425, 429];

export class TokenSource {
    #options;
    #pair = null;
    #link = null;
    // Server's time less this machine's, in ms, and what refusals have taught of it where the server does not tell its time.
    #offset = 0;
    #skew = 0;
    // When the next link is due, in the server's ms; null where only a refusal will tell.
    #due = null;
    #refused = false;
    #pending = null;
    #asked = -Infinity;
    #failure = null;
    #running = null;
    #timer;
    #wake = null;

    constructor(options) {
        this.#options = {
            lead: 5, tokenName: 'md5', expiresName: 'expires', under: null, origins: [], expiredStatus: 410,
            timeout: 10, retryMin: 1, retryMax: 60, onLink() {}, onError() {}, ...options,
        };
        if (typeof this.#options.getLink !== 'function') throw new TypeError('getLink must be a function');
        const { lead } = this.#options;
        if (lead !== null && !(lead > 0)) throw new TypeError('lead must be a number of seconds above 0, or null');
    }

    get link() {
        return this.#link;
    }

    async start(link) {
        this.stop();
        this.#failure = null;
        this.#running = new AbortController();
        for (const [target, type] of wakeUps()) {
            target.addEventListener(type, () => this.#woken(), { signal: this.#running.signal });
        }
        if (link === undefined) await this.refresh();
        else this.#accept(link, Date.now());
        return this.#link.url;
    }

    stop() {
        clearTimeout(this.#timer);
        this.#running?.abort(new DOMException('the source was stopped', 'AbortError'));
        this.#running = null;
        this.#pending = null;
    }

    rewrite(url) {
        return this.#pair === null ? url : this.#pair.rewrite(url);
    }

    expired(status, url) {
        return status === this.#options.expiredStatus && this.#pair !== null && this.#pair.isIn(url);
    }

    refresh(url) {
        if (this.#running === null) return Promise.reject(new DOMException('the source is not running', 'AbortError'));
        if (this.#failure !== null) return Promise.reject(this.#failure);
        if (url !== undefined && this.#pair?.isIn(url)) {
            // An answer to a request from before the last link: that one is good, and need only be used.
            if (!this.#pair.isCurrent(url)) return Promise.resolve(this.#link);
            this.#learn();
        }
        if (this.#pending === null) {
            const pending = this.#renew(this.#running.signal).finally(() => {
                if (this.#pending === pending) this.#pending = null;
            });
            this.#pending = pending;
            // Who asked gets the failure; onError was told of it, so nobody else has to.
            pending.catch(() => {});
        }
        return this.#pending;
    }

    async ready() {
        const expired = this.#link === null || this.#refused || (this.#due !== null && this.#remaining() <= 0);
        if (!expired) return;
        if (this.#running !== null) await this.refresh().catch(() => {});
    }

    // ---- asking for links ----

    async #renew(signal) {
        clearTimeout(this.#timer);
        await this.#sleep(Math.min(this.#asked + SHORTEST_PAUSE - Date.now(), SHORTEST_PAUSE), signal);
        for (let failures = 0; ; failures++) {
            const sent = this.#asked = Date.now();
            try {
                const link = await this.#ask(signal);
                if (signal.aborted) throw signal.reason;
                this.#accept(link, sent);
                return this.#link;
            } catch (error) {
                if (signal.aborted) throw signal.reason;
                const pause = this.#pause(error, failures);
                if (pause === null) this.#failure = error;
                this.#tell(this.#options.onError, error, pause === null ? null : pause / 1000);
                if (pause === null) throw error;
                await this.#sleep(pause, signal, !(error?.retryAfter > 0));
            }
        }
    }

    // One call of getLink, which may neither take for ever nor go on when nobody waits for it.
    async #ask(signal) {
        const { getLink, timeout } = this.#options;
        const call = new AbortController();
        const late = new DOMException(`no link within ${timeout} seconds`, 'TimeoutError');
        const timer = setTimeout(() => call.abort(late), timeout * 1000);
        const stop = () => call.abort(signal.reason);
        signal.addEventListener('abort', stop);
        try {
            return await Promise.race([
                getLink({ signal: call.signal }),
                new Promise((_, reject) => {
                    call.signal.addEventListener('abort', () => reject(call.signal.reason));
                }),
            ]);
        } finally {
            clearTimeout(timer);
            signal.removeEventListener('abort', stop);
        }
    }

    // Milliseconds before the next try, or null where another one would end the same.
    #pause(error, failures) {
        const status = error?.status;
        if (status >= 400 && status < 500 && !TEMPORARY.includes(status)) return null;
        const { retryMin, retryMax } = this.#options;
        const backoff = Math.min(retryMin * 2 ** failures, retryMax) * 1000;
        const asked = error?.retryAfter > 0 ? error.retryAfter * 1000 : 0;
        // Up to half more by chance: what made one client fail made others fail in the same second.
        return Math.min(Math.max(backoff * (1 + Math.random() / 2), asked, SHORTEST_PAUSE), LONGEST_PAUSE);
    }

    #accept(given, sent) {
        const { tokenName, expiresName, under, origins } = this.#options;
        const link = readLink(given, tokenName, expiresName);
        this.#pair ??= new Pair({ tokenName, expiresName, under, origins });
        this.#pair.set(link);
        this.#link = link;
        this.#refused = false;
        this.#offset = link.now === undefined ? this.#skew : link.now * 1000 - sent;
        const { lead } = this.#options;
        const lifetime = this.#remaining();
        // A new link cannot have expired: if it seems so the clocks differ, and only a refusal can tell by how much.
        const known = lead !== null && lifetime > 0;
        this.#due = known ? link.expires * 1000 - Math.min(lead * 1000, lifetime / 2) : null;
        this.#schedule();
        this.#tell(this.#options.onLink, link);
    }

    // ---- time ----

    // The server's clock, as far as it is known, in ms.
    #now() {
        return Date.now() + this.#offset;
    }

    #remaining() {
        return this.#link.expires * 1000 - this.#now();
    }

    // The current link was refused as expired. If this machine's clock is all there is, and by it the link was alive (or dead
    // when it came), the server's is another.
    #learn() {
        const remaining = this.#remaining();
        const wrong = this.#link.now === undefined && (remaining > 0 || this.#due === null);
        if (wrong && !this.#refused) this.#skew += remaining;
        this.#refused = true;
    }

    #schedule() {
        clearTimeout(this.#timer);
        if (this.#due === null || this.#running === null) return;
        const wait = this.#due - this.#now();
        this.#timer = setTimeout(() => this.#tick(), Math.min(Math.max(wait, SHORTEST_PAUSE), LONGEST_TIMER));
    }

    #tick() {
        if (this.#due === null || this.#pending !== null || this.#failure !== null) return;
        if (this.#now() >= this.#due) this.refresh().catch(() => {});
        else this.#schedule();
    }

    // The page is seen again, or the network is back: timers may have stood still meanwhile.
    #woken() {
        if (globalThis.document?.visibilityState === 'hidden') return;
        this.#wake?.();
        this.#tick();
    }

    #sleep(ms, signal, mayWake = false) {
        if (!(ms > 0)) return Promise.resolve();
        return new Promise((resolve, reject) => {
            const done = () => {
                clearTimeout(timer);
                this.#wake = null;
                signal.removeEventListener('abort', done);
                if (signal.aborted) reject(signal.reason);
                else resolve();
            };
            const timer = setTimeout(done, ms);
            signal.addEventListener('abort', done);
            if (mayWake) this.#wake = done;
        });
    }

    // A fault in the page's callback is the page's: it shows up as such, and stops nothing here.
    #tell(callback, ...what) {
        try {
            callback(...what);
        } catch (error) {
            (globalThis.reportError ?? console.error)(error);
        }
    }
}

// Events of a browser after which timers may be behind.
function wakeUps() {
    const page = globalThis.document, frame = globalThis.window;
    return [
        ...page ? [[page, 'visibilitychange'], [page, 'resume']] : [],
        ...frame?.addEventListener ? [[frame, 'pageshow'], [frame, 'online']] : [],
    ];
}
