// The server's answer to the last cross-check, and one sentence that says why things are as they are.

const REASONS = { 200: 'OK', 403: 'Forbidden', 410: 'Gone' };

export function showResult(session, clock, element) {
    const result = element('result'), status = element('status'), answer = element('answer'), why = element('why');
    const set = (target, text) => {
        // Whoever listens to the page is told of changes alone.
        if (target.textContent !== text) target.textContent = text;
    };

    const show = () => {
        const { answer: last } = session;
        set(status, last ? `${last.status}` : '…');
        set(answer, last ? describe(last) : session.state === 'failed' ? 'no answer' : 'asking');
        set(why, reason(session));
        result.dataset.status = last?.status ?? '';
        result.dataset.state = session.state;
    };
    session.addEventListener('change', show);
    // A link may expire without anybody's doing.
    clock.every(() => set(why, reason(session)));
}

function describe({ status, url, took }) {
    const file = new URL(url).pathname.split('/').at(-1);
    return `${REASONS[status] ?? 'an answer'}: ${file}, ${Math.max(1, Math.round(took))} ms`;
}

function reason({ state, link, settings, failure }) {
    switch (state) {
    case 'starting':
        return `The page asks for a link${failure === '' ? '' : `, in vain so far: ${failure}`}.`;
    case 'expired':
        return 'The server itself signed this link, but its time is over. 410 tells a player that a new link may help.';
    case 'tampered':
        return 'The first character of the token was changed, so it is not what the key makes of this film and this expiry.';
    case 'extended':
        return 'The expiry was put an hour later, but the token was made for the old one, and to make another takes the key.';
    case 'shared':
        return 'This link is bound to 127.0.0.1, where it gives 200. Now it is used from 127.0.0.77, whose token is another.';
    case 'failed':
        return `Nothing can be played: ${failure}.`;
    default:
        if (Date.now() < link?.expires * 1000) return GOOD[settings.renewal];
        return failure === '' ? OVER[settings.renewal] : `The link has expired, and no new one came: ${failure}.`;
    }
}

const GOOD = {
    ahead: 'The link is good, and before it expires the page gets the next one: the film never stops.',
    refused: 'The link is good. Once it is not, one request is answered 410, and the player goes on with a new link.',
    never: 'The link is good, but nobody renews it: when it expires, the film stops.',
};

const OVER = {
    ahead: 'The link has expired, and there is no new one yet.',
    refused: 'The link has expired: the next request will be answered 410, and the player will get a new link.',
    never: 'The link has expired, and nobody renews it: what is in the buffer is played, then the film stops.',
};
