import type {FleetEvent, ListName} from '../model/fleet.ts';

/** Each has several answers to take apart, and Node takes all that have arrived before it looks at a key. */
const maxAtOnce = 12;

const waiting: (() => void)[] = [];
let places = maxAtOnce;

const next = (): void => {
	while (places > 0 && waiting.length > 0) {
		places -= 1;
		waiting.shift()?.();
	}
};

export type Turn = {
	/** To be called with what is read: the turn ends once every list has come, failed or is overdue. */
	readonly note: (event: FleetEvent) => void;
	/** Ends it in any case; may be called twice. */
	readonly end: () => void;
};

/**
 * The turn of a worker that has connected to have its lists read: in the order in which they connect, so that a thousand workers
 * delay no key, and the first of them are complete while others wait. @param over settles when it is no longer wanted
 */
export const firstTurn = async (over: Promise<unknown>): Promise<Turn> => {
	const open = new Set<ListName>(['devboxes', 'images', 'jobs', 'schedules']);
	let hasPlace = false;
	let hasEnded = false;
	const {promise, resolve} = Promise.withResolvers<void>();
	const enter = () => {
		hasPlace = true;
		resolve();
	};
	const end = () => {
		if (hasEnded) return;
		hasEnded = true;
		if (hasPlace) places += 1;
		else waiting.splice(waiting.indexOf(enter), 1);
		next();
	};
	waiting.push(enter);
	next();
	await Promise.race([promise, over]);
	return {
		note(event) {
			if (event.type === 'list-failed') open.delete(event.list);
			else if (event.type.endsWith('-listed')) open.delete(event.type.replace('-listed', '') as ListName);
			if (open.size === 0) end();
		},
		end,
	};
};
