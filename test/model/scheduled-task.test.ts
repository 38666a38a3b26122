import {expect, test} from 'vitest';
import {noScheduleDraft, type Schedule} from '../../source/model/schedule.ts';
import {
	keepText,
	noChoices,
	renamedText,
	type SnapshotTask,
	taskText,
} from '../../source/model/scheduled-task.ts';
import {expandTag, tagPatternProblem} from '../../source/model/tag-pattern.ts';
import {retentionOf, taskProblems} from '../../source/model/task-problems.ts';

const now = Date.parse('2026-10-24T20:30:00Z');
const snapshot: SnapshotTask = {
	kind: 'snapshot',
	devbox: {id: 'd'.repeat(64), name: 'api'},
	tag: '%Y-%m-%d',
	overwrite: false,
	keepLast: '',
	keepWithin: '',
	choices: noChoices,
};
const prune = {kind: 'prune', names: [], keepLast: '3', keepWithin: ''} as const;
test('a renamed schedule says which images its rules do not cover, if it has rules', () => {
	const before = {draft: {name: 'api-shots'}, worker: 'forge-1'};
	const task = {...snapshot, keepLast: '7'};
	expect(renamedText({name: 'nightly', task}, before)).toBe(
		'Images that are named api-shots all stay: the rules apply to nightly. Delete old ones with `ingot images prune --keep-last 1 --name api-shots -w forge-1`.',
	);
	expect(renamedText({name: 'api-shots', task}, before)).toBeUndefined();
	expect(renamedText({name: 'nightly', task: snapshot}, before)).toBeUndefined();
	expect(renamedText({name: 'nightly', task}, undefined)).toBeUndefined();
});

const problems = (
	change: Partial<SnapshotTask> = {},
	{name = 'api-shots', cadence = 'daily', schedules = [] as readonly Schedule[]} = {},
) => taskProblems({name, cadence, task: {...snapshot, ...change}}, {schedules, now});

test.each<[string, string | undefined]>([
	['%Y-%m-%d', undefined],
	['v1.%y%j_%H%M%S', undefined],
	['newest', undefined],
	['', 'Use a date such as %Y-%m-%d, or %Y-%m-%d-%H%M.'],
	...['%s', '%', '%%', '%Y-%B', '%-d'].map((each): [string, string] => [
		each,
		'Use only %Y, %y, %m, %d, %j, %H, %M and %S after a percent sign.',
	]),
	['-%Y', 'Start with a letter, a digit or an underscore.'],
	['%Y:%m', 'Use only letters, digits, dots, underscores and dashes.'],
	["%Y'; reboot", 'Use only letters, digits, dots, underscores and dashes.'],
	[`${'%Y'.repeat(16)}`, 'Use at most 63 characters.'],
])('the tag %j of a scheduled snapshot has the problem %j', (pattern, problem) => {
	expect(tagPatternProblem(pattern)).toBe(problem);
});

test.each([
	['%Y-%m-%d %H:%M:%S', 'Europe/Berlin', '2026-10-24 22:30:05'],
	['%y%j', 'UTC', '26297'],
	['%d.%H%M', 330, '25.0200'],
	['%d %H', -720, '24 08'],
])('the tag %j of %s is %j', (pattern, zone, tag) => {
	expect(expandTag(pattern, new Date(now + 5000), zone)).toBe(tag);
});

test('runs that would get the same tag are refused, unless they overwrite it', () => {
	expect(problems()).toEqual({});
	expect(problems({}, {cadence: 'hourly'}).tag).toBe(
		'Two runs would have the tag 2026-10-24: use %Y-%m-%d-%H%M, or overwrite.',
	);
	expect(problems({tag: '%Y-%m-%d-%H'}, {cadence: 'hourly'})).toEqual({});
	expect(problems({tag: '%d'}, {cadence: 'daily'}).tag).toContain('Two runs would have the tag');
	expect(problems({tag: 'newest'}).tag).toContain('Every run would have this tag');
	expect(problems({tag: 'newest', overwrite: true})).toEqual({});
	expect(problems({}, {cadence: 'hourly', name: 'x'})).toMatchObject({name: 'Use at least 2 characters.'});
	expect(Object.keys(problems({}, {cadence: 'now and then'}))).toEqual(['cadence']);
});

test('the hour that comes twice in autumn refuses no hourly tag', () => {
	expect(problems({tag: '%Y-%m-%d-%H'}, {cadence: '0 * * * *'})).toEqual({});
});

test('the name of another schedule is taken, its own is not', () => {
	const other = {id: 's1', draft: {...noScheduleDraft, name: 'api-shots'}} as Schedule;
	const draft = {name: 'api-shots', cadence: 'daily', task: snapshot};
	expect(taskProblems(draft, {schedules: [other], now}).name).toContain(
		'already has a schedule named api-shots',
	);
	expect(taskProblems(draft, {schedules: [other], now}, 's1')).toEqual({});
});

test.each<[string, string, string | undefined, string | undefined]>([
	['', '', undefined, undefined],
	['7', '30d', undefined, undefined],
	['0', '', 'Use 1 or more: the newest image always stays.', undefined],
	['some', 'soon', 'Use 1 or more: the newest image always stays.', 'Use 12h, 30d or 8w.'],
])(
	'keeping the last %j and those within %j has the problems %j and %j',
	(keepLast, keepWithin, ...expected) => {
		const {keepLast: a, keepWithin: b} = problems({keepLast, keepWithin});
		expect([a, b]).toEqual(expected);
	},
);

test('a schedule that deletes images needs a rule', () => {
	const draft = {name: 'tidy', cadence: 'daily'};
	expect(taskProblems({...draft, task: prune}, {schedules: [], now})).toEqual({});
	expect(taskProblems({...draft, task: {...prune, keepLast: ''}}, {schedules: [], now}).keepLast).toBe(
		'Enter how many images of a name to keep, or an age.',
	);
	expect(
		taskProblems({...draft, task: {...prune, keepLast: '', keepWithin: '8w'}}, {schedules: [], now}),
	).toEqual({});
});

test('the rules in numbers: without a number the newest of a name stays', () => {
	expect(retentionOf({keepLast: '', keepWithin: ''})).toBeUndefined();
	expect(retentionOf({keepLast: ' 7 ', keepWithin: ''})).toEqual({keepLast: 7, keepWithinMs: undefined});
	expect(retentionOf({keepLast: '', keepWithin: '1d'})).toEqual({keepLast: 1, keepWithinMs: 86_400_000});
});

test('what a schedule does is said in a few words', () => {
	expect(taskText({reference: 'localhost/web:1'})).toBe('launch web:1');
	expect(taskText({reference: '', task: snapshot})).toBe('snapshot api');
	expect(taskText({reference: '', task: prune})).toBe('prune all images');
	expect(taskText({reference: '', task: {...prune, names: ['web', 'db']}})).toBe('prune web, db');
	expect(keepText({keepLast: '7', keepWithin: '30d'})).toBe('the last 7 and those younger than 30d');
});
