import {expect, test} from 'vitest';
import {shareInFlight} from '../../source/time/share-in-flight.ts';
import {sleep} from '../../source/time/sleep.ts';

const counted = () => {
	const asked: string[] = [];
	const ask = shareInFlight(async what => {
		asked.push(what);
		await sleep(1);
		if (what === 'bad') throw new Error('no');
		return what.length;
	});
	return {asked, ask};
};

test('equal questions of one moment are asked once, and others for themselves', async () => {
	const {asked, ask} = counted();
	expect(await Promise.all(['one', 'one', 'three'].map(ask))).toEqual([3, 3, 5]);
	expect(asked).toEqual(['one', 'three']);
});

test('a question that comes after the answer is asked again', async () => {
	const {asked, ask} = counted();
	await Promise.all([ask('one'), ask('one')]);
	await ask('one');
	expect(asked).toEqual(['one', 'one']);
});

test('all who have asked get the failure, and the next one asks again', async () => {
	const {asked, ask} = counted();
	const ends = await Promise.allSettled([ask('bad'), ask('bad')]);
	expect(ends.map(each => each.status)).toEqual(['rejected', 'rejected']);
	await expect(ask('bad')).rejects.toThrow('no');
	expect(asked).toHaveLength(2);
});
