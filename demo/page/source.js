// The source of a player's links, which can be given a spoilt one instead: from then on the player has nothing else.

import { LinkError, TokenSource } from '/players/secure-token.js';

import { askLink, fromElsewhere } from './links.js';

// Seconds before expiry at which a link is renewed.
export const LEAD = 5;

export class DemoSource extends TokenSource {
    #renews;
    #elsewhere = false;

    // `asked` is what askLink takes, `renewal` is "ahead", "refused" or "never".
    constructor({ asked, renewal, fetch, onLink, onError }) {
        let first = true;
        super({
            lead: renewal === 'ahead' ? LEAD : null,
            getLink: async ({ signal }) => {
                // As an endpoint answers who may not have any more links: nobody asks again.
                if (!first && !this.#renews) throw new LinkError('no more links', { status: 403 });
                first = false;
                return askLink(asked, { fetch, signal });
            },
            onLink,
            onError,
        });
        this.#renews = renewal !== 'never';
    }

    // Gives the player this link, and no other one after it.
    async spoil(link, { elsewhere = false } = {}) {
        this.#renews = false;
        this.#elsewhere = elsewhere;
        return this.start(link);
    }

    rewrite(url) {
        const rewritten = super.rewrite(url);
        return this.#elsewhere ? fromElsewhere(rewritten) : rewritten;
    }
}
