// Plays one stream in one player: play() for the tests, and state() for what has come of it.
import { TokenSource, fetchLink } from '/players/secure-token.js';

import { players, prepare } from './players.js';

const video = document.getElementById('video');
const state = { links: [], errors: [], starved: 0, source: null };

// `endpoint` gives the link. `refresh`: null for a player that knows nothing of tokens, else the options of a TokenSource, or
// { strict: true } for a client that does what Gcore's TokenRefreshPlugin does.
// `only`: the rendition that is played until the test says otherwise.
async function play({ player, endpoint, type, buffer, refresh, only }) {
    state.only = only;
    const getLink = fetchLink(endpoint);
    const onLink = (link) => state.links.push(link);
    const onError = (error, retryIn) => state.errors.push(`source: ${error.message}, again in ${retryIn} s`);
    video.addEventListener('playing', () => video.addEventListener('waiting', waiting), { once: true });
    video.addEventListener('error', () => state.errors.push(`video: ${video.error.message}`));
    const failed = (...what) => state.errors.push(what.map(String).join(' '));

    await prepare(player);
    let source = null, url;
    if (refresh === null || refresh.strict) {
        const link = await getLink({});
        onLink(link);
        url = link.url;
    } else {
        source = new TokenSource({ getLink, onLink, onError, ...refresh });
        url = await source.start();
    }
    state.source = source;
    state.player = await players[player]({
        video, url, type, buffer, source, only, strict: refresh?.strict && { getLink, onLink }, failed,
    });
}

// A machine that is too slow to show what it has got waits too: only what it has not got counts.
function waiting() {
    const { currentTime, bufferedEnd } = report();
    if (bufferedEnd - currentTime < 0.5) state.starved++;
}

// All times in seconds.
function report() {
    const shown = document.querySelector('video') ?? video;
    const { buffered, currentTime } = shown;
    const at = Array.from({ length: buffered.length }, (_, i) => i)
        .find((i) => buffered.start(i) <= currentTime + 0.1 && currentTime <= buffered.end(i));
    return {
        time: Date.now() / 1000,
        currentTime,
        bufferedEnd: at === undefined ? currentTime : buffered.end(at),
        duration: shown.duration,
        frames: shown.getVideoPlaybackQuality().totalVideoFrames,
        ready: shown.readyState,
        starved: state.starved,
        links: state.links.map(({ url, expires }) => ({ url, expires })),
        errors: state.errors,
    };
}

Object.assign(globalThis, { play, report, state });
