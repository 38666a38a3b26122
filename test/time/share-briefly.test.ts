import {expect, test} from 'vitest';
import {shareBriefly} from '../../source/time/share-briefly.ts';
import {sleep} from '../../source/time/sleep.ts';

const counted = (ms: number) => {
	const asked: string[] = [];
	const ask = shareBriefly(ms, async what => {
		asked.push(what);
		await sleep(1);
		if (what === 'bad') throw new Error('no');
		return what.length;
	});
	return {asked, ask};
};

test('equal questions of one moment are asked once, and others for themselves', async () => {
	const {asked, ask} = counted(60_000);
	expect(await Promise.all(['one', 'one', 'three'].map(ask))).toEqual([3, 3, 5]);
	expect(await ask('one')).toBe(3);
	expect(asked).toEqual(['one', 'three']);
});

test('a question that comes after the answer is asked again where no answer may be old', async () => {
	const {asked, ask} = counted(0);
	await Promise.all([ask('one'), ask('one')]);
	await ask('one');
	expect(asked).toEqual(['one', 'one']);
});

test('all who have asked get the failure, and the next one asks again', async () => {
	const {asked, ask} = counted(0);
	const ends = await Promise.allSettled([ask('bad'), ask('bad')]);
	expect(ends.map(each => each.status)).toEqual(['rejected', 'rejected']);
	await expect(ask('bad')).rejects.toThrow('no');
	expect(asked).toHaveLength(2);
});
