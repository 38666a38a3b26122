import prettyMs from 'pretty-ms';

/** `3h`, `5m`; `now` for less than a minute, '' for no valid time. */
export const age = (at: number, now = Date.now()): string => {
	if (!Number.isFinite(at)) return '';
	return now - at < 60_000 ? 'now' : prettyMs(now - at, {compact: true});
};

/** `3h ago`, or `just now` for less than a minute; '' for no valid time. */
export const ago = (at: number, now = Date.now()): string => {
	const time = age(at, now);
	return time === 'now' ? 'just now' : time && `${time} ago`;
};
