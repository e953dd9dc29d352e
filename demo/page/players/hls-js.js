// The film in hls.js.

import { secureTokenLoader } from '/players/hls-js.js';

import { script } from '../script.js';

export const form = 'hls';

export async function play({ video, url, source, from, onError }) {
    const Hls = await script('/npm/hls.js', 'Hls');
    const hls = new Hls({
        loader: secureTokenLoader(Hls, source),
        startPosition: from,
        // Little is kept ahead and nothing behind, so that the film asks again in each of its rounds.
        maxBufferLength: 4,
        maxMaxBufferLength: 4,
        backBufferLength: 0,
    });
    hls.on(Hls.Events.ERROR, (event, { fatal, details }) => fatal && onError(details));
    video.loop = true;
    hls.loadSource(url);
    hls.attachMedia(video);
    return { name: `hls.js ${Hls.version}`, destroy: () => hls.destroy() };
}
