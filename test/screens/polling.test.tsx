import {expect, test} from 'vitest';
import {KeyLayerContext} from '../../source/keys.ts';
import {Polling} from '../../source/screens/shared/polling.tsx';
import {until} from '../driver/until.ts';
import {show} from '../parts/show.tsx';

/** A poll, visible or covered. */
const poll = (isActive: boolean, ask: (signal: AbortSignal) => Promise<void>) => (
	<KeyLayerContext value={{isActive, notify: () => {}}}>
		<Polling everyMs={1} ask={ask} />
	</KeyLayerContext>
);
const counter = () => {
	const counted = {rounds: 0};
	return {
		counted,
		ask: async () => {
			counted.rounds += 1;
		},
	};
};

test('what is visible is asked again and again; what is covered is not, and starts over when it is seen again', async () => {
	const seen = counter();
	const screen = await show(poll(true, seen.ask));
	await until(() => seen.counted.rounds >= 5, {what: 'five rounds'});
	await screen.rerender(poll(false, seen.ask));
	await screen.press('x');
	const before = seen.counted.rounds;
	// As much time as another one needs for twenty rounds.
	const other = counter();
	const clock = await show(poll(true, other.ask));
	await until(() => other.counted.rounds >= 20, {what: 'twenty rounds of another'});
	expect(seen.counted.rounds).toBe(before);
	await screen.rerender(poll(true, seen.ask));
	await until(() => seen.counted.rounds > before, {what: 'another round'});
	screen.unmount();
	clock.unmount();
});

test('a round begins only after the one before has ended, and ends when the screen is left', async () => {
	const signals: AbortSignal[] = [];
	const screen = await show(
		poll(true, signal => {
			signals.push(signal);
			return new Promise(() => {});
		}),
	);
	const other = counter();
	const clock = await show(poll(true, other.ask));
	await until(() => other.counted.rounds >= 20, {what: 'twenty rounds of another'});
	expect(signals.map(signal => signal.aborted)).toEqual([false]);
	screen.unmount();
	expect(signals.map(signal => signal.aborted)).toEqual([true]);
	clock.unmount();
});
