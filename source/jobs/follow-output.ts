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
				place = place?.at === at ? {at, count: place.count + 1} : {at, count: 1};
				yield text;
			}
		}
	}
}

/** Skips lines up to a position. */
const newAfter = (before: Place | undefined): ((at: string) => boolean) => {
	let left = before?.count ?? 0;
	return at => {
		if (before === undefined || at > before.at) return true;
		const isSame = at === before.at;
		if (isSame && left === 0) return true;
		if (isSame) left -= 1;
		return false;
	};
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
