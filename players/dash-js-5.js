// dash.js 5 with links that expire: interceptors of requests and responses.
//
//   import { TokenSource, fetchLink } from './secure-token.js';
//   import { secureTokenDash5 } from './dash-js-5.js';
//
//   const source = new TokenSource({ getLink: fetchLink('https://api.example.com/token?video=iKbr&expire=60') });
//   const player = dashjs.MediaPlayer().create();
//   player.initialize(video, null, true);
//   secureTokenDash5(player, source);
//   player.attachSource(await source.start());
//
// Each request goes out with the current token, and waits for one where the last is known to have expired. When one is
// answered 410 all the same, dash.js hears of it once there is a new token, and its own retry, a second later, has that.

export function secureTokenDash5(player, source) {
    player.addRequestInterceptor(async (request) => {
        await source.ready();
        request.url = source.rewrite(request.url);
        return request;
    });
    player.addResponseInterceptor(async (response) => {
        const { url } = response.request;
        // Where it fails the answer is a 410 as before.
        if (source.expired(response.status, url)) await source.refresh(url).catch(() => {});
        return response;
    });
}
