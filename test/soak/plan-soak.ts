/** One job of a soak, and what is done to it. All of it comes from the seed. */
export type Round = {
	readonly number: number;
	/** Jobs of one lane follow each other; lanes go at once. */
	readonly lane: number;
	readonly kind: 'staging' | 'pause' | 'launch';
	readonly harm: Harm;
	/** Where in the plan it strikes, 0 to 1. */
	readonly where: number;
};
export const harms = ['runner', 'look', 'work', 'cancel', 'session', 'cut', 'lock'] as const;
type Harm = (typeof harms)[number] | 'none';

/** mulberry32: a number from 0 to 1 with each call, the same ones for the same seed. */
const random = (seed: number) => {
	let state = seed >>> 0;
	return (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
};

/** The same rounds for the same seed: half of them launches, two of three with a fault. */
export const planSoak = (
	seed: number,
	{rounds, lanes}: {rounds: number; lanes: number},
): readonly Round[] => {
	const next = random(seed);
	const oneOf = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(next() * list.length)] ?? list[0];
	return Array.from({length: rounds}, (_, number) => ({
		number,
		lane: Math.floor(next() * lanes),
		kind: oneOf<Round['kind']>(['staging', 'pause', 'launch', 'launch']),
		harm: next() < 1 / 3 ? ('none' as const) : oneOf<Harm>(harms),
		where: next(),
	}));
};
