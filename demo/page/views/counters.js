// How many requests were answered with which status, and how many links were issued.

export function showCounters(requests, session, clock, element) {
    const counts = new Map();
    const count = (name) => {
        const target = element(`count-${name}`);
        if (target === null) return;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        target.textContent = counts.get(name);
    };

    requests.addEventListener('request', ({ detail: { status, kind } }) => {
        if (kind === 'new link') {
            if (status === 200) count('issued');
        } else {
            count(status);
        }
    });
}
