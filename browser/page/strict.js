// A client for hls.js by the rule of Gcore's TokenRefreshPlugin: it knows the first pair by the shape of its URL, replaces that
// very pair and no other, and reckons with the clock of the machine.
const LEAD = 2;

export function strictLoader(Hls, url, { getLink, onLink }) {
    const [original, , expires] = /\/([A-Za-z0-9_-]{6,})\/(1\d{9,})\//.exec(url);
    let current = original;
    const wait = (until) => setTimeout(async () => {
        const link = await getLink({});
        onLink(link);
        current = `/${link.token}/${link.expires}/`;
        wait(link.expires);
    }, Math.max(1000, until * 1000 - Date.now() - LEAD * 1000));
    wait(Number(expires));
    return class extends Hls.DefaultConfig.loader {
        load(context, ...rest) {
            context.url = context.url.replace(original, current);
            super.load(context, ...rest);
        }
    };
}
