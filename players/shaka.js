// Shaka Player (5 and later) with links that expire: a request filter, which runs again before each retry. (In Shaka 4 it does
// not: there links are kept fresh ahead of time, but no request is repeated.)
//
//   import { TokenSource, fetchLink } from './secure-token.js';
//   import { secureTokenShaka } from './shaka.js';
//
//   const source = new TokenSource({ getLink: fetchLink('https://api.example.com/token?video=iKbr&expire=60') });
//   const player = new shaka.Player();
//   await player.attach(video);
//   secureTokenShaka(shaka, player, source);
//   await player.load(await source.start());
//
// Each request goes out with the current token, and waits for one where the last is known to have expired. One that is
// answered 410 all the same is retried by Shaka itself, about a second later, once there is a new token.

export function secureTokenShaka(shaka, player, source) {
    const net = player.getNetworkingEngine();
    net.registerRequestFilter(async (type, request) => {
        await source.ready();
        request.uris = request.uris.map((uri) => source.rewrite(uri));
    });
    net.addEventListener('retry', ({ error }) => {
        if (error.code !== shaka.util.Error.Code.BAD_HTTP_STATUS) return;
        const [uri, status] = error.data;
        // The filter waits for it.
        if (source.expired(status, uri)) source.refresh(uri).catch(() => {});
    });
}
