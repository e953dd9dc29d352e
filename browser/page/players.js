// Each player as a page has it, with or without the file of players/ that refreshes its links.
import { secureTokenDash4 } from '/players/dash-js-4.js';
import { secureTokenDash5 } from '/players/dash-js-5.js';
import { secureTokenLoader } from '/players/hls-js.js';
import { secureTokenShaka } from '/players/shaka.js';
import { secureTokenVideoJs } from '/players/video-js.js';

import { strictLoader } from './strict.js';

const SCRIPTS = {
    'hls.js': '/npm/hls.js/dist/hls.min.js',
    'dash.js 4': '/npm/dashjs4/dist/dash.all.min.js',
    'dash.js 5': '/npm/dashjs5/dist/modern/umd/dash.all.min.js',
    Shaka: '/npm/shaka-player/dist/shaka-player.compiled.js',
    'video.js': '/npm/video.js/dist/video.min.js',
};

// Before a player is used, and its link begins to age.
export async function prepare(player) {
    if (SCRIPTS[player]) await script(SCRIPTS[player]);
}

export const players = {
    async 'hls.js'({ video, url, buffer, source, only, strict, failed }) {
        const loader = source ? secureTokenLoader(Hls, source) : strict ? strictLoader(Hls, url, strict) : undefined;
        const hls = new Hls({
            ...loader && { loader },
            maxBufferLength: buffer, maxMaxBufferLength: buffer, renderTextTracksNatively: true,
        });
        hls.on(Hls.Events.ERROR, (_, { fatal, type, details, response }) => {
            if (fatal) failed('hls.js:', type, details, response?.code);
        });
        hls.on(Hls.Events.MANIFEST_PARSED, () => {
            hls.subtitleDisplay = true;
            if (only !== undefined) hls.loadLevel = only;
        });
        hls.loadSource(url);
        hls.attachMedia(video);
        return hls;
    },

    async 'dash.js 4'({ video, url, buffer, source, failed }) {
        const player = dashjs.MediaPlayer().create();
        if (source) secureTokenDash4(player, source);
        player.initialize();
        player.updateSettings({
            streaming: { buffer: { stableBufferTime: buffer, bufferTimeAtTopQuality: buffer, bufferTimeAtTopQualityLongForm: buffer } },
        });
        player.on('error', ({ error }) => failed('dash.js 4:', error.code, error.message));
        player.attachView(video);
        player.attachSource(url);
        return player;
    },

    async 'dash.js 5'({ video, url, buffer, source, failed }) {
        const player = dashjs.MediaPlayer().create();
        player.initialize(video, null, true);
        player.updateSettings({
            streaming: { buffer: { bufferTimeDefault: buffer, bufferTimeAtTopQuality: buffer, bufferTimeAtTopQualityLongForm: buffer } },
        });
        player.on('error', ({ error }) => failed('dash.js 5:', error.code, error.message));
        if (source) secureTokenDash5(player, source);
        player.attachSource(url);
        return player;
    },

    async Shaka({ video, url, buffer, source, failed }) {
        shaka.polyfill.installAll();
        const player = new shaka.Player();
        await player.attach(video);
        player.configure({ streaming: { bufferingGoal: buffer, rebufferingGoal: 0.5 } });
        player.addEventListener('error', ({ detail }) => failed('Shaka:', detail.code, detail.data));
        if (source) secureTokenShaka(shaka, player, source);
        await player.load(url).catch((error) => failed('Shaka:', error.code, error.data));
        const [text] = player.getTextTracks();
        if (text) await player.selectTextTrack(text);
        return player;
    },

    async 'video.js'({ video, url, type, buffer, source, only, failed }) {
        videojs.Vhs.GOAL_BUFFER_LENGTH = buffer;
        videojs.Vhs.MAX_GOAL_BUFFER_LENGTH = buffer;
        const player = videojs(video, { html5: { vhs: { overrideNative: true }, nativeTextTracks: false } });
        player.on('error', () => failed('video.js:', player.error().message));
        if (source) secureTokenVideoJs(player, source);
        if (only !== undefined) {
            player.on('xhr-hooks-ready', () => {
                const { vhs } = player.tech(true);
                vhs.selectPlaylist = () => vhs.playlists.main.playlists[globalThis.state.only];
            });
        }
        player.on('loadedmetadata', () => {
            for (const track of Array.from(player.textTracks())) if (track.kind === 'subtitles') track.mode = 'showing';
        });
        player.src({ src: url, type });
        return player;
    },

    // Gcore's own player, with its plugin, where a test has found them.
    async Gcore({ video, url, type, buffer, strict }) {
        const { Player, SourceController, TokenRefreshPlugin } = await import('/extra.js');
        for (const plugin of [SourceController, TokenRefreshPlugin]) Player.registerPlugin(plugin);
        const player = new Player({
            sources: [{ source: url, mimeType: type }], autoPlay: true, mute: true, width: 320, height: 180,
            hlsPlayback: { preload: true, maxBufferLength: buffer, maxMaxBufferLength: buffer },
            tokenRefresh: { getToken: strict.getLink, refreshLeadSeconds: 2, onTokenRefreshed: strict.onLink },
        });
        // It brings a video of its own.
        const frame = document.createElement('div');
        video.replaceWith(frame);
        player.attachTo(frame);
        return player;
    },

    // What Chromium makes of a playlist by itself.
    async native({ video, url }) {
        video.src = url;
        return video;
    },
};

function script(src) {
    return new Promise((resolve, reject) => {
        const element = Object.assign(document.createElement('script'), { src, onload: resolve });
        element.onerror = () => reject(new Error(`${src} did not load`));
        document.head.append(element);
    });
}
