import {expect, test} from 'vitest';
import {readRetention} from '../../source/jobs/retention.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {image} from '../launch-context.ts';

const hourMs = 3_600_000;

/** A worker whose clock is ahead by so many hours, with images that it made so many of its hours ago. */
const workerWith = (aheadHours: number, agesHours: readonly number[]): Remote => {
	const now = Date.now() + aheadHours * hourMs;
	const managed = agesHours.map((age, index) => ({
		...image('web', {worker: 'forge', owner: 'alice', id: String(index).repeat(64), tag: String(index)}),
		createdAt: now - age * hourMs,
	}));
	return {
		worker: {name: 'forge', kind: 'self-hosted'},
		images: async () => ({managed, references: []}),
		devboxes: async () => [],
		// To the script that lists schedules, and to the one that says what uses an image.
		run: async () => ({code: 0, stdout: `clock ${Math.floor(now / 1000)} +0000 UTC\nneeds \n`, stderr: ''}),
	} as Partial<Remote> as Remote;
};

test.each([
	['as here', 0],
	['ten hours ahead', 10],
	['ten hours behind', -10],
])(
	'an image that is younger than the rule says stays where the clock of its worker is %s',
	async (_, ahead) => {
		const rows = await readRetention(
			workerWith(ahead, [1, 4, 6]),
			{keepLast: 1, keepWithinMs: 5 * hourMs},
			{user: 'alice', signal: new AbortController().signal},
		);
		expect(rows.map(({isOld, why}) => [isOld, why])).toEqual([
			[false, 'the newest of its name'],
			[false, 'young enough'],
			[true, 'number 3 of its name by age'],
		]);
	},
);
