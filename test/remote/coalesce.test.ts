import {setImmediate as nextTurn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {coalesce} from '../../source/remote/podman/shared-requests.ts';

const counted = () => {
	let count = 0;
	return coalesce(async () => {
		count += 1;
		return count;
	});
};

test('two requests at the same time share one answer, a later one gets another', async () => {
	const ask = counted();
	expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
	await nextTurn();
	expect(await ask()).toBe(2);
});

test('a request is not cancelled because another one is', async () => {
	const ask = counted();
	const options = {signal: new AbortController().signal};
	expect(await Promise.all([ask(options), ask(), ask(options)])).toEqual([1, 2, 3]);
});
