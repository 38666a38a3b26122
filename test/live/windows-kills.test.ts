import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import type {PlannedSnapshot} from '../../source/jobs/create-image.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {withStep} from './snapshot-lab.ts';
import {type FaultLab, faultLab, folderOf, wait} from './windows-faults-lab.ts';
import {inWindowsMatrix, middleOf, rowsOf} from './windows-middles.ts';

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

const kill = (what: 'script' | 'runner', planned: PlannedSnapshot) =>
	`read -r pid rest <${folderOf(planned)}/${what === 'script' ? 'step.pid' : 'pid'}; kill -9 "$pid"`;

/** The call of Podman by which two steps are told that are too short to be met in the middle. */
const callOf = {stop: 'stop?--time*', verify: '*/golden/data.qcow2'};

/** The step stands still in that call: the machine has got its shutdown, or the disk in the image has been opened. */
const heldIn = (planned: PlannedSnapshot, step: keyof typeof callOf): PlannedSnapshot =>
	withStep(
		planned,
		step,
		run => `mkdir held
			cat >held/podman <<-'EOF'
				#!/bin/sh
				/usr/bin/podman "$@"
				code=$?
				case "$*" in ${callOf[step]}) echo here >&2; ${wait} ;; esac
				exit "$code"
			EOF
			chmod 755 held/podman
			PATH=$PWD/held:$PATH ${run}`,
	);

test('the plan has these steps', async () => {
	expect((await faults.plan()).plan.steps.map(step => step.id)).toEqual([
		'check',
		'prepare',
		'stop',
		'copy',
		'start',
		'boot',
		'convert',
		'bake',
		'verify',
		'clean-up',
		'label-check',
	]);
});

const kills = [
	['script', 'stop'],
	['script', 'copy'],
	['script', 'convert'],
	['script', 'bake'],
	['script', 'verify'],
	['runner', 'stop'],
	['runner', 'copy'],
	['runner', 'bake'],
	['runner', 'convert'],
	['runner', 'verify'],
] as const;
test.each(rowsOf(kills, 8))(
	'a %s that is killed in the middle of the step %s leaves no trace',
	async (what, step) => {
		inWindowsMatrix(step, what === 'runner' ? 'runner killed' : 'script killed at work');
		const isHeld = step === 'stop' || step === 'verify';
		const planned = isHeld ? heldIn(await faults.plan(), step) : await faults.plan();
		await faults.submit(planned);
		if (isHeld) {
			await faults.untilSaid(planned, 'here');
			await faults.win.sh(kill(what, planned));
		} else await faults.when(middleOf(step, planned), kill(what, planned));
		if (what === 'runner') await recoverJob(faults.on.remote, planned.request.id);
		expect(await faults.ended(planned)).toMatch(what === 'runner' ? /^interrupted: /u : /^failed: /u);
		await faults.isClean(before);
	},
);

const short = ['check', 'prepare', 'start', 'boot', 'clean-up', 'label-check'] as const;
const long = ['stop', 'copy', 'convert', 'bake', 'verify'] as const;
test.each(rowsOf([...short, ...long], short.length))(
	'a script that is killed at the end of the step %s leaves no trace',
	async step => {
		inWindowsMatrix(step, 'script killed at its end');
		// The work of the last step is the image itself, so that one is killed before.
		const planned = withStep(await faults.plan(), step, run =>
			step === 'label-check' ? `echo here; ${wait}; ${run}` : `${run} && echo here && ${wait}`,
		);
		await faults.submit(planned);
		await faults.untilSaid(planned, 'here');
		await faults.win.sh(kill('script', planned));
		expect(await faults.ended(planned)).toMatch(/^failed: /u);
		await faults.isClean(before);
	},
);

test('after all of that a snapshot succeeds', async () => {
	expect(await faults.run(await faults.plan())).toBe('done: localhost/kept:1 is ready.');
});
