import {Failure} from './failure.ts';

const units: Readonly<Record<string, number>> = {m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000};
const dayMs = 86_400_000;

/**
 * A moment as people type it: `90m`, `2h`, `3d`, `1w` ago, a day (`2026-11-20`, as this machine's calendar has it) or an ISO
 * date with a time. @param isEnd a day counts to its end @returns epoch ms @throws Failure (usage) when it is none
 */
export const momentOf = (text: string, now: number, isEnd = false): number => {
	const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/u.exec(text) ?? [];
	if (count !== undefined) return now - Number(count) * (units[unit] ?? 0);
	const isDay = /^\d{4}-\d\d-\d\d$/u.test(text);
	const at = /^\d{4}-\d\d-\d\d/u.test(text) ? Date.parse(isDay ? `${text}T00:00` : text) : Number.NaN;
	if (Number.isNaN(at)) {
		throw new Failure(`${JSON.stringify(text)} is no moment that is known.`, {
			kind: 'usage',
			hint: 'Say how long ago (90m, 2h, 3d, 1w), a day (2026-11-20) or an ISO date with a time.',
		});
	}
	return isDay && isEnd ? at + dayMs - 1 : at;
};
