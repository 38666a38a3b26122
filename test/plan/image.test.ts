import {expect, test} from 'vitest';
import {planDelete, planPrune} from '../../source/jobs/image-jobs.ts';
import type {Image} from '../../source/model/image.ts';
import type {ImageUse} from '../../source/model/image-use.ts';
import {deletePlan, prunePlan} from '../../source/plan/image.ts';
import {snapshotLocks} from '../../source/plan/snapshot-locks.ts';

const id = 'a'.repeat(64);
const requester = {account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'here', ingot: '0'} as const;
const image: Image = {
	worker: 'forge-1',
	id,
	reference: 'localhost/web:1',
	name: 'web',
	tag: '1',
	os: 'linux',
	owner: 'alice',
	source: 'DevBox-commit',
	capabilities: [],
	sizeBytes: 1,
	createdAt: 0,
	base: undefined,
};
const free: ImageUse = {tags: ['localhost/web:1'], devboxes: [], volumes: [], schedules: []};

test('a deletion names the image by its id, so that a name never stands for another one', () => {
	const argvOf = (isLast: boolean) => deletePlan(image, {isLast}).steps.map(({argv}) => argv);
	expect(argvOf(true)).toEqual([['sh', './image-step.sh', 'remove', id, 'localhost/web:1', 'last']]);
	expect(argvOf(false)).toEqual([['sh', './image-step.sh', 'remove', id, 'localhost/web:1', 'other']]);
	expect(prunePlan('alice', [id]).steps[0]?.argv).toEqual(['sh', './image-step.sh', 'prune', 'alice', id]);
});

test('a deletion does not run while a snapshot is about to give its image the same name', () => {
	const [, lock] = snapshotLocks('d', image.reference);
	expect(deletePlan(image, {isLast: true}).locks).toEqual([lock]);
});

test.each(['docker.io/library/x:1', `localhost/${'x'.repeat(400)}:1`, 'localhost/../../x:1'])(
	'the lock on %s can be the name of a file',
	reference => {
		const [lock = ''] = deletePlan({id, reference}, {isLast: true}).locks;
		expect(lock).toMatch(/^image-[\w.@-]{1,200}$/u);
	},
);

test('the job says what it deletes, and is refused for images of others and for those in use', () => {
	expect(planDelete(image, free, requester).request).toMatchObject({
		kind: 'delete',
		title: 'Delete web:1',
		reference: 'localhost/web:1',
		user: 'alice',
	});
	expect(planPrune('forge-1', [id, id], requester).request).toMatchObject({
		kind: 'prune',
		title: 'Delete 2 unnamed images',
		worker: 'forge-1',
	});
	expect(() => planDelete({...image, owner: 'bob'}, free, requester)).toThrow('The image belongs to bob.');
	expect(() => planDelete(image, {...free, devboxes: ['api']}, requester)).toThrow(
		'is in use by DevBox api.',
	);
	const viewer = {...requester, account: {...requester.account, role: 'viewer'}} as const;
	expect(() => planPrune('forge-1', [id], viewer)).toThrow('The role viewer');
});
