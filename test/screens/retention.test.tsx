import {expect, test} from 'vitest';
import type {Retained, Retention} from '../../source/model/retention.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {ready} from './show-app.tsx';
import {golden, showImages} from './show-images.tsx';

const second: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-2',
	reach: {state: 'ready', facts: undefined},
};
const image = (tag: string, worker = 'forge-1') =>
	golden('web', {tag, worker, reference: `localhost/web:${tag}`});
const judged: readonly Retained[] = [
	{image: image('v4'), isOld: false, why: 'the newest of its name'},
	{image: image('v3'), isOld: false, why: 'in use by api'},
	{image: image('v2'), isOld: true, why: 'number 3 of its name by age'},
	{image: image('v1'), isOld: true, why: 'number 4 of its name by age'},
];

/** The rules that were asked for, and the names that were deleted. */
const show = async (answers: Readonly<Record<string, readonly Retained[]>>, events: readonly AppEvent[]) => {
	const rules: Retention[] = [];
	const deleted: string[] = [];
	const {screen, notices} = await showImages({
		events,
		prepare: actions => {
			actions.listRetention = async (worker, retention) => {
				rules.push(retention);
				return answers[worker] ?? [];
			};
			actions.pruneOld = async images => {
				deleted.push(`${images[0].worker} ${images.map(({tag}) => tag).join(' ')}`);
				throw new Error('seen enough');
			};
		},
	});
	await screen.press('O');
	return {screen, notices, rules, deleted};
};

test('what is deleted and what is kept is shown with the reasons, and deleted once it is confirmed', async () => {
	const {screen, rules, deleted} = await show({'forge-1': judged}, [ready]);
	expect(screen.frame()).toContain('Keep how many of your images of each name?');
	await screen.press('tab', 'tab');
	expect(screen.frame()).toContain('everything of the last 30d is kept, too');
	await screen.press('enter');
	expect(rules).toEqual([{keepLast: 3, keepWithinMs: 30 * 86_400_000}]);
	const frame = screen.frame();
	expect(frame).toContain('Delete 2 of your 4 images?');
	expect(frame).toContain('web:v2 on forge-1: number 3 of its name by age, 2 MB');
	expect(frame).toContain('web:v4 on forge-1: kept, the newest of its name');
	expect(frame).toContain('web:v3 on forge-1: kept, in use by api');
	await screen.press('enter');
	expect(deleted).toEqual([]);
	await screen.type('delete 2');
	await screen.press('enter');
	expect(deleted).toEqual(['forge-1 v2 v1']);
});

test('each worker gets a job of its own', async () => {
	const there: Retained = {image: image('v0', 'forge-2'), isOld: true, why: 'number 2 of its name by age'};
	const {screen, deleted} = await show({'forge-1': judged, 'forge-2': [there]}, [ready, second]);
	await screen.press('enter');
	await screen.type('delete 3');
	await screen.press('enter');
	expect(deleted).toEqual(['forge-1 v2 v1', 'forge-2 v0']);
});

test('where nothing is old, that is said, and nothing is asked', async () => {
	const {screen, notices, deleted} = await show({'forge-1': judged.slice(0, 2)}, [ready]);
	await screen.press('ctrl+u');
	await screen.type('0');
	expect(screen.frame()).toContain('Type a number, 1 or more.');
	await screen.press('ctrl+u');
	await screen.type('5');
	await screen.press('enter');
	expect(notices.at(-1)).toBe('None of your 2 images is old. forge-2 was not asked: it is not connected yet');
	expect(deleted).toEqual([]);
});
