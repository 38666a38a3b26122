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

test('two who ask at the same time get one answer, who asks later another one', async () => {
	const ask = counted();
	expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
	await nextTurn();
	expect(await ask()).toBe(2);
});

test('nobody is given up on because somebody else gives up', async () => {
	const ask = counted();
	const options = {signal: new AbortController().signal};
	expect(await Promise.all([ask(options), ask(), ask(options)])).toEqual([1, 2, 3]);
});
