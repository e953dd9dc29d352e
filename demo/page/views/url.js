// The URL of the link in use, token and expiry in colours, and a button that copies it.

import { piecesOf } from '../links.js';

export function showUrl(session, clock, element) {
    const url = element('url'), at = element('expires-at'), copy = element('copy');

    session.addEventListener('link', ({ detail: link }) => {
        url.replaceChildren(...piecesOf(link).map(([text, kind]) => {
            if (kind === '') return text;
            const mark = document.createElement('mark');
            mark.className = kind;
            mark.append(...byHand(text, link.changed));
            return mark;
        }));
        at.textContent = `, ${new Date(link.expires * 1000).toLocaleTimeString('en-GB')}`;
    });

    copy.addEventListener('click', async () => {
        try {
            await navigator.clipboard.writeText(session.link?.url ?? '');
            copy.textContent = 'Copied';
        } catch {
            // Without the right to: it can still be copied by hand.
            getSelection().selectAllChildren(url);
            copy.textContent = 'Selected';
        }
        setTimeout(() => { copy.textContent = 'Copy'; }, 1500);
    });
}

// What of a token or an expiry was changed stands out.
function byHand(text, changed) {
    if (changed === undefined || !text.startsWith(changed)) return [text];
    const mark = document.createElement('em');
    mark.textContent = changed;
    return [mark, text.slice(changed.length)];
}
