// The film in Shaka Player.

import { secureTokenShaka } from '/players/shaka.js';

import { script } from '../script.js';

export const form = 'dash';

export async function play({ video, url, source, from, onError }) {
    const shaka = await script('/npm/shaka.js', 'shaka');
    shaka.polyfill.installAll();
    const player = new shaka.Player();
    await player.attach(video);
    player.configure({
        streaming: {
            // Little is kept ahead and nothing behind, so that the film asks again in each of its rounds.
            bufferingGoal: 4,
            rebufferingGoal: 1,
            bufferBehind: 0,
        },
    });
    player.addEventListener('error', ({ detail }) => onError(`error ${detail.code}`));
    secureTokenShaka(shaka, player, source);
    video.loop = true;
    // A player of the page is there at once: what becomes of its film shows later.
    player.load(url, from).catch((error) => onError(`error ${error.code}`));
    return { name: `Shaka Player ${shaka.Player.version.replace('v', '')}`, destroy: () => player.destroy() };
}
