import {expect, test, vi} from 'vitest';
import {takeTurns} from '../../source/time/take-turns.ts';

/** Work without an end, in pieces that are already there: only what takes turns lets anything else run. */
const worked = async (pieceMs: number, pieces: number): Promise<number> => {
	const takeTurn = takeTurns();
	let others = 0;
	const timer = setInterval(() => {
		others += 1;
	}, 1);
	for (let piece = 0; piece < pieces; piece += 1) {
		const until = performance.now() + pieceMs;
		while (performance.now() < until);
		const turn = takeTurn();
		if (turn !== undefined) await turn;
		else await Promise.resolve();
	}
	clearInterval(timer);
	return others;
};

test('work that never waits lets others have their turn every few milliseconds', async () => {
	expect(await worked(0.5, 160)).toBeGreaterThanOrEqual(5);
});

test('little work is not interrupted', async () => {
	// However long this process itself has to wait for its turn.
	const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
	try {
		expect(await worked(0, 100)).toBe(0);
	} finally {
		clock.mockRestore();
	}
});
