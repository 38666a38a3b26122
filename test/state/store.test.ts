import {expect, test} from 'vitest';
import {createStore} from '../../source/state/store.ts';

const listened = () => {
	const store = createStore((all: readonly string[], event: string) => [...all, event], []);
	const told: (readonly string[])[] = [];
	store.subscribe(() => told.push(store.get()));
	return {store, told};
};

test('the first change is told at once, what follows within the same frame is not', () => {
	const {store, told} = listened();
	store.send('a');
	store.send('b');
	store.batch('c');
	expect(store.get()).toEqual(['a', 'b', 'c']);
	expect(told).toEqual([['a']]);
});

test('what people wait for is told at once, with all that came before it', () => {
	const {store, told} = listened();
	store.send('a');
	store.batch('last line');
	store.sendNow('end');
	store.send('later');
	expect(told).toEqual([['a'], ['a', 'last line', 'end']]);
});
