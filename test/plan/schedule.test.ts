import {describe, expect, test} from 'vitest';
import {noScheduleDraft, scheduleProblems} from '../../source/model/schedule.ts';
import {schedulePlan} from '../../source/plan/schedule.ts';
import {image, launchContext} from '../launch-context.ts';

const draft = {...noScheduleDraft, name: 'nightly'};
const kvm = {kvm: 'usable', hasTun: true, memoryBytes: 16e9} as const;
const planOf = (os: 'linux' | 'windows', change: Partial<typeof draft> = {}) =>
	schedulePlan({
		id: 's1',
		user: 'alice',
		draft: {...draft, ...change},
		context: {
			...launchContext(),
			image: image('work', {os}),
			imageCommand: ['/run/entry.sh'],
			...(os === 'windows' && {windows: kvm}),
		},
	}).steps;
const step = (steps: ReturnType<typeof planOf>, id: string) => steps.find(each => each.id === id);

describe('a schedule of Windows', () => {
	test.each(['remove', 'stop'] as const)(
		'starts the VM as a launch does and shuts it down gently (%s)',
		after => {
			const steps = planOf('windows', {after});
			expect(step(steps, 'start')?.argv.join(' ')).toContain('--device /dev/kvm --device /dev/net/tun');
			expect(step(steps, 'start')?.undo).toEqual(['sh', './scheduled-run.sh', after, 'gently']);
			expect(step(steps, 'after')?.argv).toEqual(['sh', './scheduled-run.sh', after, 'gently']);
		},
	);

	test('runs a command, or Windows itself for the time limit', () => {
		expect(step(planOf('windows'), 'work')).toMatchObject({
			title: 'Let Windows run',
			argv: ['sh', './scheduled-run.sh', 'work', '3600'],
		});
		expect(step(planOf('windows', {command: 'report all'}), 'work')).toMatchObject({
			title: 'Run the command',
			argv: ['sh', './scheduled-run.sh', 'work', '3600', 'report', 'all'],
		});
	});
});

test('a DevBox of Linux is given no devices and ten seconds to stop', () => {
	const steps = planOf('linux', {command: 'true'});
	expect(step(steps, 'start')?.argv).not.toContain('--device');
	expect(step(steps, 'after')?.argv).toEqual(['sh', './scheduled-run.sh', 'remove']);
});

test.each([
	['linux', '', 'Enter the command to run in the DevBox.'],
	['linux', 'true', undefined],
	['windows', '', undefined],
	['windows', ' ', undefined],
	['windows', 'a | b', "Pipes and redirections need a shell: sh -c 'first | second'."],
] as const)('of %s the command %j has the problem %j', (os, command, problem) => {
	expect(scheduleProblems({...draft, command}, {schedules: [], names: [], os}).command).toBe(problem);
});
