// The film in video.js.

import { secureTokenVideoJs } from '/players/video-js.js';

import { script } from '../script.js';

export const form = 'hls';

export async function play({ video, url, source, from, onError }) {
    // Its style sheet is a file, which the page's policy allows; made by script it would not be.
    window.VIDEOJS_NO_DYNAMIC_STYLE = true;
    style('/npm/video.css');
    const videojs = await script('/npm/video.js', 'videojs');
    videojs.log.level('off');
    // Little is kept ahead. What is behind stays, so that in each of its rounds the film is loaded anew to ask again.
    videojs.Vhs.GOAL_BUFFER_LENGTH = 4;
    videojs.Vhs.MAX_GOAL_BUFFER_LENGTH = 4;
    video.className = 'video-js';
    const player = videojs(video, {
        fill: true,
        errorDisplay: false,
        html5: { vhs: { overrideNative: true }, nativeAudioTracks: false, nativeVideoTracks: false },
    });
    secureTokenVideoJs(player, source);
    // It ends with the URL, which has its own place in the page.
    player.on('error', () => onError(player.error()?.message.replace(/ at URL: .*/, '')));
    const load = (address) => player.src({ src: address, type: 'application/x-mpegURL' });
    player.on('ended', () => {
        load(source.rewrite(url));
        player.play()?.catch(() => {});
    });
    load(url);
    if (from > 0) player.one('loadedmetadata', () => player.currentTime(from));
    return { name: `video.js ${videojs.VERSION}`, destroy: () => player.dispose() };
}

function style(href) {
    if (document.querySelector(`link[href="${href}"]`)) return;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    // Before the page's own, which has the last word.
    document.head.prepend(link);
}
