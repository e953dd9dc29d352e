// Links of secure-token.js: fetched, checked, and their token found in a URL and replaced.

// Why there is no link: `status` and `retryAfter` (seconds) of the endpoint's answer, where there was one.
export class LinkError extends Error {
    constructor(message, { status, retryAfter } = {}) {
        super(message);
        this.name = 'LinkError';
        this.status = status;
        this.retryAfter = retryAfter;
    }
}

// A getLink for an endpoint whose answer is JSON with url, token, expires (and url_ip, token_ip, which are used where
// `bound` is set). All other options are those of fetch: credentials, headers.
//
// The server's time is taken from the header Date. A page of another origin can read it, and Retry-After, only where the
// endpoint allows it: Access-Control-Expose-Headers: Date, Retry-After.
export function fetchLink(endpoint, { bound = false, fetch = globalThis.fetch, ...init } = {}) {
    return async ({ signal } = {}) => {
        const response = await fetch(endpoint, { cache: 'no-store', ...init, signal });
        const answer = await response.json().catch(() => null);
        if (!response.ok) {
            const reason = typeof answer?.error === 'string' ? `: ${answer.error}` : '';
            throw new LinkError(`the token endpoint answered ${response.status}${reason}`, {
                status: response.status,
                retryAfter: seconds(response.headers.get('Retry-After')),
            });
        }
        if (answer === null || typeof answer !== 'object') throw new LinkError('the token endpoint gave no JSON object');
        if ('error' in answer) throw new LinkError(`the token endpoint gave an error as 200: ${answer.error}`);
        const date = Date.parse(response.headers.get('Date') ?? '') / 1000;
        return {
            ...answer,
            url: absolute(bound ? answer.url_ip : answer.url, response.url),
            token: bound ? answer.token_ip : answer.token,
            now: Number.isFinite(date) ? date : undefined,
        };
    };
}

// The seconds of a Retry-After, which may be a number or a date.
function seconds(value) {
    if (value === null) return undefined;
    const found = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
    return found > 0 ? found : undefined;
}

function absolute(url, base) {
    if (typeof url !== 'string') return url;
    return parse(url, base || undefined)?.href ?? url;
}

function parse(url, base) {
    try {
        return new URL(url, base);
    } catch {
        return null;
    }
}

// A link with its parts as they should be, or an error that says which one is not.
export function readLink(given, tokenName, expiresName) {
    const { url, token, now } = given ?? {};
    if (typeof url !== 'string' || !/^https?:$/.test(parse(url)?.protocol)) {
        throw new LinkError(`url must be an absolute http or https URL, not ${shown(url)}`);
    }
    if (typeof token !== 'string' || token === '') throw new LinkError(`token must be a string, not ${shown(token)}`);
    // Some backends write numbers as strings. More digits are milliseconds.
    if (!/^\d{1,12}$/.test(`${given.expires}`) || !['number', 'string'].includes(typeof given.expires)) {
        throw new LinkError(`expires must be a Unix time in seconds, not ${shown(given.expires)}`);
    }
    if (now !== undefined && !Number.isFinite(now)) throw new LinkError(`now must be a number, not ${shown(now)}`);
    const link = { ...given, expires: Number(given.expires) };
    const spelled = inPath(url, (pair) => pair === key(token, given.expires))
        ?? inQuery(url, tokenName, expiresName);
    if (spelled === null || key(spelled.token, spelled.expires) !== key(token, given.expires)) {
        throw new LinkError('url holds neither /TOKEN/EXPIRES/ in its path nor both parameters in its query');
    }
    return Object.freeze(link);
}

function shown(value) {
    return value === undefined ? 'missing' : JSON.stringify(value);
}

// The token of the current link, and those of all before it: a player goes on using URLs of any age.
export class Pair {
    #options;
    #origins;
    #issued = new Set();
    #current;
    #under;

    constructor(options) {
        this.#options = options;
        this.#origins = new Set(options.origins);
    }

    set({ url, token, expires }) {
        const { tokenName, expiresName, under } = this.#options;
        const path = inPath(url, (pair) => pair === key(token, expires));
        this.#current = path ?? inQuery(url, tokenName, expiresName);
        this.#issued.add(key(token, expires));
        const { origin, pathname } = new URL(url);
        this.#origins.add(origin);
        this.#under = path === null ? under ?? pathname.slice(0, pathname.lastIndexOf('/') + 1) : null;
    }

    // Whether a URL carries a token of this source.
    isIn(url) {
        return this.#target(url) !== null && this.#find(url) !== null;
    }

    // Whether that is the token of the current link.
    isCurrent(url) {
        const found = this.#find(url);
        return found !== null && key(found.token, found.expires) === key(this.#current.token, this.#current.expires);
    }

    rewrite(url) {
        const target = this.#target(url);
        if (target === null) return url;
        const { token, expires } = this.#current;
        const found = this.#find(url);
        if (found !== null) return found.replace(token, expires);
        if (this.#under === null || !target.pathname.startsWith(this.#under)) return url;
        return this.#added(url);
    }

    // The URL, parsed, if a token may go to where it leads.
    #target(url) {
        const target = typeof url === 'string' ? parse(url, globalThis.document?.baseURI) : null;
        return this.#origins.has(target?.origin) ? target : null;
    }

    #find(url) {
        const { tokenName, expiresName } = this.#options;
        const path = inPath(url, (pair) => this.#issued.has(pair));
        if (path !== null) return path;
        const query = inQuery(url, tokenName, expiresName);
        return query !== null && this.#issued.has(key(query.token, query.expires)) ? query : null;
    }

    #added(url) {
        const { tokenName, expiresName } = this.#options;
        const [, path, query, fragment] = parts(url);
        const names = query.slice(1).split('&').map(nameOf);
        // Half a pair, or one that is none of ours, is somebody else's business.
        if (names.includes(tokenName.toLowerCase()) || names.includes(expiresName.toLowerCase())) return url;
        const separator = query === '' ? '?' : /[?&]$/.test(query) ? '' : '&';
        const { token, expires } = this.#current;
        return `${path}${query}${separator}${tokenName}=${token}&${expiresName}=${expires}${fragment}`;
    }
}

// What two spellings of a token have in common: padding may be percent-encoded.
function key(token, expires) {
    let plain = token;
    try {
        plain = decodeURIComponent(token);
    } catch {
        // No percent-encoding: it stands for itself.
    }
    return `${plain} ${expires}`;
}

function parts(url) {
    return /^([^?#]*)(\??[^#]*)(.*)$/s.exec(url);
}

// The first TOKEN/EXPIRES in a URL's path that is wanted.
function inPath(url, wanted) {
    const [, path, query, fragment] = parts(url);
    const segments = path.split('/');
    const at = segments.findIndex((segment, i) => i + 1 < segments.length && wanted(key(segment, segments[i + 1])));
    if (at < 0) return null;
    return {
        token: segments[at],
        expires: segments[at + 1],
        replace: (...pair) => {
            const replaced = [...segments.slice(0, at), ...pair, ...segments.slice(at + 2)];
            return replaced.join('/') + query + fragment;
        },
    };
}

// The first TOKEN and the first EXPIRES in a URL's query, if both are there.
function inQuery(url, tokenName, expiresName) {
    const [, path, query, fragment] = parts(url);
    const pairs = query.slice(1).split('&');
    const names = pairs.map(nameOf);
    const token = names.indexOf(tokenName.toLowerCase()), expires = names.indexOf(expiresName.toLowerCase());
    if (token < 0 || expires < 0) return null;
    const value = (pair) => pair.slice(pair.indexOf('=') + 1 || pair.length);
    return {
        token: value(pairs[token]),
        expires: value(pairs[expires]),
        replace: (newToken, newExpires) => {
            const replaced = pairs.map((pair, at) => {
                const to = at === token ? newToken : at === expires ? newExpires : null;
                return to === null ? pair : `${pair.split('=', 1)[0]}=${to}`;
            });
            return `${path}?${replaced.join('&')}${fragment}`;
        },
    };
}

// nginx compares names of arguments so: case ignored, nothing decoded.
function nameOf(pair) {
    return pair.split('=', 1)[0].toLowerCase();
}
