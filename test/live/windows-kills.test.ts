import path from 'node:path';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import type {PlannedSnapshot} from '../../source/jobs/create-image.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {withStep} from './snapshot-lab.ts';
import {type FaultLab, faultLab, folderOf, wait} from './windows-faults-lab.ts';
import {inWindowsMatrix, middleOf, packedSlowly, rowsOf} from './windows-middles.ts';

let faults: FaultLab;
let before: string;
beforeAll(async () => {
	faults = await faultLab('kills');
});
afterAll(() => faults?.release());
beforeEach(async () => {
	before = await faults.traces();
});

const kill = (what: 'script' | 'runner', planned: PlannedSnapshot) =>
	`read -r pid rest <${folderOf(planned)}/${what === 'script' ? 'step.pid' : 'pid'}; kill -9 "$pid"`;

/** The call by which two steps are told that are too short to be met in the middle. */
const callOf = {
	copy: ['/bin/cp', '*data.img.tmp'],
	verify: ['/usr/bin/podman', '*/golden/data.qcow2'],
} as const;

/** The step stands still when that call is over: the disk has been copied, or the one in the image has been opened. */
const heldIn = (planned: PlannedSnapshot, step: keyof typeof callOf): PlannedSnapshot =>
	withStep(
		planned,
		step,
		run => `mkdir held
			cat >held/${path.basename(callOf[step][0])} <<-'EOF'
				#!/bin/sh
				${callOf[step][0]} "$@"
				code=$?
				case "$*" in ${callOf[step][1]}) echo here >&2; ${wait} ;; esac
				exit "$code"
			EOF
			chmod 755 held/*
			PATH=$PWD/held:$PATH ${run}`,
	);

test('the plan has these steps', async () => {
	expect((await faults.plan()).plan.steps.map(step => step.id)).toEqual([
		'check',
		'prepare',
		'stop',
		'copy',
		'start',
		'proof',
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
		const isHeld = step === 'verify' || step === 'copy';
		const slow = packedSlowly(await faults.plan());
		const planned = isHeld ? heldIn(slow, step) : slow;
		await faults.submit(planned);
		if (isHeld) {
			await faults.untilSaid(planned, 'here');
			await faults.win.sh(kill(what, planned));
		} else await faults.when(middleOf(step, planned), kill(what, planned));
		if (what === 'runner') await recoverJob(faults.on.remote, planned.request.id);
		expect(await faults.ended(planned)).toMatch(what === 'runner' ? /^interrupted: /u : /^failed: /u);
		await faults.isClean(before);
	},
	900_000,
);

const short = ['check', 'prepare', 'start', 'proof', 'boot', 'clean-up', 'label-check'] as const;
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
	900_000,
);

test('after all of that a snapshot succeeds', async () => {
	expect(await faults.run(await faults.plan())).toBe('done: localhost/kept:1 is ready.');
});
