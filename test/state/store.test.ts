import {afterEach, expect, test, vi} from 'vitest';
import {createStore} from '../../source/state/store.ts';

afterEach(() => {
	vi.useRealTimers();
});

const listened = () => {
	const store = createStore((all: readonly string[], event: string) => [...all, event], []);
	const told: (readonly string[])[] = [];
	store.subscribe(() => told.push(store.get()));
	return {store, told};
};

test('the first change is notified at once, further ones within the same frame are not', () => {
	const {store, told} = listened();
	store.send('a');
	store.send('b');
	store.batch('c');
	expect(store.get()).toEqual(['a', 'b', 'c']);
	expect(told).toEqual([['a']]);
});

test('what people wait for is notified at once, with all that came before it', () => {
	const {store, told} = listened();
	store.send('a');
	store.batch('last line');
	store.sendNow('end');
	store.send('later');
	expect(told).toEqual([['a'], ['a', 'last line', 'end']]);
});

test.each([
	[1, 33, false],
	[20, 100, false],
	[500, 250, false],
	[1, 33, true],
	[10, 200, true],
	[500, 250, true],
])(
	'when a frame takes %i ms, the next change is told %i ms later (somebody types: %s)',
	async (frame, pause, types) => {
		vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
		let at = 0;
		const store = createStore(
			(all: readonly string[], event: string) => [...all, event],
			[],
			() => at,
		);
		const told: number[] = [];
		store.subscribe(() => {
			told.push(store.get().length);
			// As React does.
			queueMicrotask(() => {
				at += frame;
			});
		});
		if (types) store.pressed();
		store.send('a');
		await Promise.resolve();
		await Promise.resolve();
		store.send('b');
		vi.advanceTimersByTime(pause - 1);
		expect(told).toEqual([1]);
		vi.advanceTimersByTime(1);
		expect(told).toEqual([1, 2]);
	},
);
