import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {PlannedSnapshot} from '../../source/jobs/create-image.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {withStep} from './snapshot-lab.ts';
import {type FaultLab, faultLab, folderOf, wait} from './windows-faults-lab.ts';
import {longSteps, middleOf} from './windows-middles.ts';

/** `npm run test:faults`: all of them. */
const all = process.env.INGOT_FAULTS === 'all';

let faults: FaultLab;
let before: string;
beforeAll(async () => {
	faults = await faultLab('kills');
	// Makes the copy take long enough to be caught; it is copied beside the disk.
	await faults.win.sh(
		'head -c 300M /dev/urandom >"$(podman volume inspect --format {{.Mountpoint}} win11-storage)/large"',
	);
});
afterAll(() => faults?.release());
beforeEach(async () => {
	before = await faults.traces();
});

const steps = [
	'check',
	'prepare',
	'stop',
	'copy',
	'start',
	'convert',
	'bake',
	'verify',
	'clean-up',
	'label-check',
] as const;

const killScript = (planned: PlannedSnapshot) =>
	`read -r pid rest <${folderOf(planned)}/step.pid; kill -9 "$pid"`;
const killRunner = (planned: PlannedSnapshot) => `read -r pid rest <${folderOf(planned)}/pid; kill -9 "$pid"`;

test('the plan has these steps', async () => {
	expect((await faults.plan()).plan.steps.map(step => step.id)).toEqual(steps);
});

/** What these leave is tried in the middle, too. */
const isLong = (step: string) => (longSteps as readonly string[]).includes(step);

// The work of the last step is the image itself, so that one is killed before.
test.each(steps.filter(step => all || !isLong(step)))(
	'a script that is killed at the end of the step %s leaves no trace',
	async step => {
		const planned = withStep(await faults.plan(), step, run =>
			step === 'label-check' ? `echo here; ${wait}; ${run}` : `${run} && echo here && ${wait}`,
		);
		await faults.submit(planned);
		await faults.untilSaid(planned, 'here');
		await faults.win.sh(killScript(planned));
		expect(await faults.ended(planned)).toMatch(/^failed: /u);
		await faults.isClean(before);
	},
);

describe.each(longSteps)('in the middle of the step %s', step => {
	test('a script that is killed leaves no trace, and nothing at work', async () => {
		const planned = await faults.plan();
		await faults.submit(planned);
		await faults.when(middleOf(step, planned), killScript(planned));
		expect(await faults.ended(planned)).toMatch(/^failed: /u);
		await faults.isClean(before);
	});

	test('a runner that is killed is recovered without a trace', async () => {
		const planned = await faults.plan();
		await faults.submit(planned);
		await faults.when(middleOf(step, planned), killRunner(planned));
		await recoverJob(faults.on.remote, planned.request.id);
		expect(await faults.ended(planned)).toMatch(/^interrupted: /u);
		await faults.isClean(before);
	});
});

test('after all of that a snapshot succeeds', async () => {
	expect(await faults.run(await faults.plan())).toBe('done: localhost/kept:1 is ready.');
});
