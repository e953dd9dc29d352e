// dash.js 4 with links that expire: a RequestModifier. (dash.js 5 has no such thing: dash-js-5.js.)
//
//   import { TokenSource, fetchLink } from './secure-token.js';
//   import { secureTokenDash4 } from './dash-js-4.js';
//
//   const source = new TokenSource({ getLink: fetchLink('https://api.example.com/token?video=iKbr&expire=60') });
//   const player = dashjs.MediaPlayer().create();
//   secureTokenDash4(player, source);            // before initialize
//   player.initialize(video, await source.start(), true);
//
// Each request goes out with the current token. When one is answered 410 all the same (the machine slept, or clocks differ),
// dash.js hears of it once there is a new token, and its own retry, a second later, has that.

export function secureTokenDash4(player, source) {
    player.extend('RequestModifier', () => ({
        modifyRequestURL: (url) => source.rewrite(url),
        modifyRequestHeader(xhr, { url }) {
            // Low-latency streams are loaded by fetch, whose answers dash.js 4 shows to nobody.
            if (xhr instanceof XMLHttpRequest) {
                xhr.addEventListener('loadend', (event) => holdBack(xhr, url, event, source));
            }
            return xhr;
        },
    }), true);
}

// Lets dash.js, whose own listener comes after this one, know of the end only when a new token has come or will not.
function holdBack(xhr, url, event, source) {
    if (!event.isTrusted || !source.expired(xhr.status, url)) return;
    event.stopImmediatePropagation();
    const tell = () => xhr.dispatchEvent(new ProgressEvent('loadend'));
    source.refresh(url).then(tell, tell);
}
