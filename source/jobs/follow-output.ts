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
	let isGivenUp = false;
	const messages = new Set<string>();
	const onYielded = () => {
		isGivenUp = true;
	};
	/** The lines after `place` that one `podman logs` prints. */
	async function* read(...options: readonly string[]): AsyncGenerator<string> {
		const isNew = newAfter(place);
		const script = withArguments([...options, id], followOutputScript);
		for await (const line of (await remote()).lines(script, signal, {onYielded})) {
			const [, at, text = ''] = /^(\d{4}-\d\d-\d\dT\S+) ?(.*)$/su.exec(line) ?? [];
			if (at === undefined) {
				// A message of Podman itself, such as that there is no such container.
				if (!messages.has(line)) yield line;
				messages.add(line);
			} else if (isNew(at)) {
				place = placeAt(at, place);
				yield text;
			}
		}
	}
	// Not with --follow: Podman reads the last lines, then begins at the end, and loses what is printed in between (GetLogFile in its
	// libpod/logs).
	yield* read('--tail', String(linesBefore));
	do {
		if (signal.aborted) return;
		isGivenUp = false;
		yield* read('--follow', ...since(place));
	} while (isGivenUp);
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
const since = (place: Place | undefined): readonly string[] =>
	place === undefined ? [] : ['--since', secondBefore(place.at)];

const secondBefore = (at: string): string => {
	const ms = Date.parse(at.replace(/(\.\d{3})\d+/u, '$1'));
	return Number.isNaN(ms) ? at : new Date(Math.floor(ms / 1000) * 1000 - 1000).toISOString();
};
