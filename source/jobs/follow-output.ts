import {withArguments} from '../model/shell.ts';
import type {Remote} from '../remote/remote.ts';
import followOutputScript from '../worker/queries/follow-output.sh';

/** How many earlier lines to show. */
const linesBefore = 2000;

/** The position reached: time of the last line, and how many lines have that time. */
type Place = {at: string; count: number};

export type FollowingOutput = {
	readonly remote: () => Promise<Remote>;
	/** The container's. */
	readonly id: string;
	readonly signal: AbortSignal;
};

/** The output of a DevBox, line by line, each once, until it ends or is aborted. Yields its session to others and resumes. */
export async function* followOutput({remote, id, signal}: FollowingOutput): AsyncGenerator<string> {
	let place: Place | undefined;
	let isGivenUp = true;
	const onYielded = () => {
		isGivenUp = true;
	};
	while (isGivenUp && !signal.aborted) {
		isGivenUp = false;
		const isNew = newAfter(place);
		for await (const line of (await remote()).lines(outputScript(id, place), signal, {onYielded})) {
			const [, at, text = ''] = /^(\d{4}-\d\d-\d\dT\S+) ?(.*)$/su.exec(line) ?? [];
			// A message of Podman itself.
			if (at === undefined) yield line;
			else if (isNew(at)) {
				place = placeAt(at, place);
				yield text;
			}
		}
	}
}

const placeAt = (at: string, before: Place | undefined): Place =>
	before !== undefined && compared(at, before.at) === 0 ? {at, count: before.count + 1} : {at, count: 1};

/** Skips lines up to a position. */
const newAfter = (before: Place | undefined): ((at: string) => boolean) => {
	let left = before?.count ?? 0;
	return at => {
		const order = before === undefined ? 1 : compared(at, before.at);
		if (order > 0) return true;
		const isSame = order === 0;
		if (isSame && left === 0) return true;
		if (isSame) left -= 1;
		return false;
	};
};

/**
 * Whether a time is before another (-1), the same (0) or after it (1). They are in local time, with up to nine digits of the second:
 * as texts, those after the end of daylight saving come before those of the hour before it.
 */
const compared = (a: string, b: string): number => {
	const [left, right] = [nanosecondsOf(a), nanosecondsOf(b)];
	if (left === undefined || right === undefined) return a < b ? -1 : Number(a > b);
	if (left === right) return 0;
	return left < right ? -1 : 1;
};

const nanosecondsOf = (at: string): bigint | undefined => {
	const [, second = '', digits = '', zone = ''] = /^([^.]+?)(?:\.(\d{1,9}))?(Z|[+-][\d:]+)$/u.exec(at) ?? [];
	const ms = Date.parse(second + zone);
	return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt(digits.padEnd(9, '0'));
};

/** Podman may or may not print what has exactly the time that it is given: a second earlier is safe. */
const outputScript = (id: string, place: Place | undefined): string => {
	const from = place === undefined ? ['--tail', String(linesBefore)] : ['--since', secondBefore(place.at)];
	return withArguments([...from, id], followOutputScript);
};

const secondBefore = (at: string): string => {
	const ms = Date.parse(at.replace(/(\.\d{3})\d+/u, '$1'));
	return Number.isNaN(ms) ? at : new Date(Math.floor(ms / 1000) * 1000 - 1000).toISOString();
};
