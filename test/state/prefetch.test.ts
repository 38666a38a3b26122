import {expect, test} from 'vitest';
import type {Image} from '../../source/model/image.ts';
import type {LaunchContext} from '../../source/model/launch.ts';
import {createPrefetch} from '../../source/state/prefetch.ts';
import {image, launchContext} from '../launch-context.ts';

/** Looks that are counted and end when the test says so. */
const start = () => {
	const looks: {
		image: Image;
		answer: PromiseWithResolvers<LaunchContext>;
		signal: AbortSignal | undefined;
	}[] = [];
	let now = 0;
	const ahead = createPrefetch(
		(each, signal) => {
			const answer = Promise.withResolvers<LaunchContext>();
			looks.push({image: each, answer, signal});
			return answer.promise;
		},
		() => now,
	);
	return {ahead, looks, pass: (ms: number) => (now += ms)};
};
const web = image('web');

test('what was looked at before is not looked at again, once', async () => {
	const {ahead, looks} = start();
	ahead.begin(web);
	ahead.begin({...web});
	const taken = ahead.take({...web});
	expect(looks).toHaveLength(1);
	looks[0]?.answer.resolve(launchContext());
	expect(await taken).toEqual(launchContext());
	void ahead.take(web);
	expect(looks).toHaveLength(2);
});

test('another image, and one that was seen long ago, are looked at when they are launched', () => {
	const {ahead, looks, pass} = start();
	ahead.begin(web);
	void ahead.take(image('api'));
	expect(looks.map(each => each.image.name)).toEqual(['web', 'api']);
	ahead.begin(web);
	pass(5000);
	void ahead.take(web);
	expect(looks).toHaveLength(4);
});

test('a look that nobody waits for any more is given up, and its failure disturbs nobody', async () => {
	const {ahead, looks} = start();
	ahead.begin(web);
	ahead.begin(image('api'));
	expect(looks[0]?.signal?.aborted).toBe(true);
	looks[0]?.answer.reject(new Error('aborted'));
	looks[1]?.answer.reject(new Error('the line was bad'));
	const taken = ahead.take(image('api'));
	await Promise.resolve();
	await Promise.resolve();
	expect(looks).toHaveLength(3);
	looks[2]?.answer.resolve(launchContext());
	expect(await taken).toEqual(launchContext());
});
