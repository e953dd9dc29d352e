// What goes on: a player, the source of its links, and what has been done to the link.
//
// Events: "change", whenever anything that is said of the session has changed, and "link" for each link in use.

import { askLink, extended, fromElsewhere, tampered } from './links.js';
import { fetchAs } from './requests.js';
import { DemoSource } from './source.js';

const PLAYERS = {
    'hls-js': () => import('./players/hls-js.js'),
    'dash-js-5': () => import('./players/dash-js-5.js'),
    'dash-js-4': () => import('./players/dash-js-4.js'),
    shaka: () => import('./players/shaka.js'),
    'video-js': () => import('./players/video-js.js'),
};

const HOUR = 3600;

export class Session extends EventTarget {
    // starting, normal, expired, tampered, extended, shared, or failed: there is no link.
    state = 'starting';
    // { player, mode, lifetime, renewal }
    settings = null;
    link = null;
    // Of the last cross-check: { status, url, took }
    answer = null;
    // What an error says: of the endpoint, of the player.
    failure = '';
    playerError = '';
    playerName = '';

    #stage;
    #turn = 0;
    #source = null;
    #player = null;
    #form;
    // The last link that was good when it came, and those that have expired.
    #good = null;
    #old = new Map();

    constructor(stage) {
        super();
        this.#stage = stage;
    }

    get video() {
        return this.#stage.querySelector('video');
    }

    // Begins anew, or again with other settings, where the film was.
    async begin(settings = this.settings) {
        const turn = ++this.#turn;
        const from = this.video?.currentTime ?? 0;
        const ended = this.#end();
        Object.assign(this, { state: 'starting', settings, answer: null, failure: '', playerError: '', playerName: '' });
        this.#change();
        try {
            await ended;
            const player = await PLAYERS[settings.player]();
            if (turn !== this.#turn) return;
            this.#form = player.form;
            this.#source = this.#newSource(turn);
            this.#expired().catch(() => {});
            const url = await this.#source.start();
            if (turn !== this.#turn) return;
            this.state = 'normal';
            this.#change();
            await Promise.all([this.#check(url, turn), this.#play(player, url, from)]);
        } catch (error) {
            if (turn === this.#turn) this.#fail(error);
        }
    }

    normal() {
        return this.begin();
    }

    expire() {
        return this.#spoil('expired', () => this.#expired());
    }

    tamper() {
        return this.#spoil('tampered', () => tampered(this.#good));
    }

    extend() {
        return this.#spoil('extended', () => extended(this.#good, HOUR));
    }

    share() {
        return this.#spoil('shared', async (turn) => {
            const bound = await this.#ask({ bound: true });
            // What the link is worth here, and then what it is worth there.
            if (turn === this.#turn) await this.#check(bound.url, turn);
            return { ...bound, url: fromElsewhere(bound.url) };
        });
    }

    // ---- what they are made of ----

    // Gives the player, which goes on, a link that is no good, and asks for the film with it at once.
    async #spoil(state, make) {
        if (this.state === 'starting' || this.state === 'failed') return;
        const turn = ++this.#turn;
        Object.assign(this, { state, answer: null });
        this.#change();
        try {
            const link = await make(turn);
            if (turn !== this.#turn) return;
            await this.#source.spoil(link, { elsewhere: state === 'shared' });
            await this.#check(link.url, turn);
        } catch (error) {
            if (turn === this.#turn) this.#fail(error);
        }
    }

    #newSource() {
        const source = new DemoSource({
            asked: { ...this.settings, form: this.#form },
            renewal: this.settings.renewal,
            fetch: fetchAs('new link'),
            onLink: (link) => {
                if (source !== this.#source) return;
                Object.assign(this, { link, failure: '' });
                if (this.state === 'starting' || this.state === 'normal') this.#good = link;
                this.dispatchEvent(new CustomEvent('link', { detail: link }));
                this.#change();
            },
            onError: (error) => {
                if (source !== this.#source || error.message === 'no more links') return;
                this.failure = error.message;
                this.#change();
            },
        });
        return source;
    }

    #ask(what) {
        return askLink({ ...this.settings, form: this.#form, ...what }, { fetch: fetchAs('new link') });
    }

    // A link that the server signed and that has expired: asked for when the film begins, for one second. Once that is over,
    // whatever the clocks say, it will do for ever.
    #expired() {
        const key = `${this.#form} ${this.settings.mode}`;
        if (!this.#old.has(key)) {
            const asked = this.#ask({ lifetime: 1 });
            asked.catch(() => this.#old.delete(key));
            this.#old.set(key, asked.then((link) => new Promise((resolve) => setTimeout(resolve, 1000, link))));
        }
        return this.#old.get(key);
    }

    async #check(url, turn) {
        const started = performance.now();
        const response = await fetchAs('check')(url, { cache: 'no-store' });
        if (turn !== this.#turn) return;
        this.answer = { status: response.status, url, took: performance.now() - started };
        this.#change();
    }

    async #play(player, url, from) {
        const source = this.#source;
        const video = document.createElement('video');
        Object.assign(video, { muted: true, autoplay: true, controls: true, playsInline: true });
        this.#stage.replaceChildren(video);
        const onError = (message) => {
            if (this.#source !== source) return;
            this.playerError = `${message ?? 'error'}`;
            this.#change();
        };
        const playing = await player.play({ video, url, source, from, onError });
        // Somebody may have begun anew meanwhile.
        if (this.#source !== source) {
            await playing.destroy();
            return;
        }
        this.#player = playing;
        this.playerName = playing.name;
        this.#change();
    }

    async #end() {
        const [source, player] = [this.#source, this.#player];
        [this.#source, this.#player] = [null, null];
        source?.stop();
        await player?.destroy();
    }

    #fail(error) {
        Object.assign(this, { state: 'failed', failure: error.message });
        this.#change();
    }

    #change() {
        this.dispatchEvent(new Event('change'));
    }
}
