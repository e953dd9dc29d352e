// How a status is shown: its class in the style sheet, and its mark in the timeline.

export function classOf(status) {
    if (status === 403) return 'wrong';
    if (status === 410) return 'over';
    return status >= 200 && status < 300 ? 'ok' : 'other';
}
