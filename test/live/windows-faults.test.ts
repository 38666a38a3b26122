import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {snapshotLab, withStep} from './snapshot-lab.ts';
import {type FaultLab, faultLab, wait} from './windows-faults-lab.ts';
import {inWindowsMatrix, middleOf, packedSlowly, rowsOf} from './windows-middles.ts';

let faults: FaultLab;
let before: string;
beforeAll(async () => {
	faults = await faultLab('faults');
});
afterAll(() => faults?.release());
beforeEach(async () => {
	await faults.win.sh(removeVictim);
	before = await faults.traces();
});

/** Traces but for the image that a snapshot may replace. */
const others = (traces: string) => traces.replace(/^localhost\/kept:1 .*\n/mu, '');
/** A DevBox that a test may do away with, with its disk in a folder. */
const makeVictim = (...options: readonly string[]) => faults.win.make('victim', 'raw', 'bind', ...options);
const removeVictim = 'podman rm -f -t 0 --ignore victim >/dev/null; rm -rf /home/storage/*';

test.each(rowsOf(['stop', 'convert'] as const, 1))(
	'a connection that breaks in the step %s does not matter: the job goes on to its end',
	async step => {
		inWindowsMatrix(step, 'SSH session killed');
		const planned = packedSlowly(await faults.plan());
		await faults.submit(planned);
		await faults.when(middleOf(step, planned), "pkill -9 -f '[s]shd: root'");
		await faults.on.remote.ended;
		faults.on = await snapshotLab(faults.lab, 'win');
		expect(await faults.ended(planned)).toBe('done: localhost/kept:1 is ready.');
		await expect.poll(async () => others(await faults.traces())).toBe(others(before));
	},
);

test.each(rowsOf(['stop', 'convert', 'copy', 'bake'] as const, 2))(
	'a cancel in the middle of the step %s takes everything back',
	async step => {
		inWindowsMatrix(step, 'cancel');
		const slow = packedSlowly(await faults.plan());
		const planned = step === 'copy' ? withStep(slow, step, run => `${run}; ${wait}`) : slow;
		await faults.submit(planned);
		await faults.when(middleOf(step, planned), 'true');
		await cancelJob(faults.on.remote, planned.request.id, 'alice');
		expect(await faults.ended(planned)).toBe('cancelled: Cancelled by alice.');
		await faults.isClean(before);
	},
);

test.each(
	rowsOf(['start', 'check', 'prepare', 'proof', 'boot', 'verify', 'clean-up', 'label-check'] as const, 1),
)('a cancel at the end of the step %s takes everything back', async step => {
	inWindowsMatrix(step, 'cancel');
	const planned = withStep(await faults.plan(), step, run => `${run}; echo here; ${wait}`);
	await faults.submit(planned);
	await faults.untilSaid(planned, 'here');
	await cancelJob(faults.on.remote, planned.request.id, 'alice');
	expect(await faults.ended(planned)).toBe('cancelled: Cancelled by alice.');
	await faults.isClean(before);
});

test('two snapshots of one DevBox at once: the second is a conflict that names the first', async () => {
	inWindowsMatrix('stop', 'second job meanwhile');
	const other = await faults.plan();
	const first = withStep(await faults.plan(), 'stop', run => `${run}; echo here; ${wait}`);
	await faults.submit(first);
	await faults.untilSaid(first, 'here');
	const second = await faults.run(other);
	expect(second).toMatch(/^conflict: /u);
	expect(second).toContain(first.request.id);
	expect(await faults.win.state('win11')).toMatch(/^exited/u);
	await cancelJob(faults.on.remote, first.request.id, 'alice');
	await faults.ended(first);
	await faults.isClean(before);
});

describe('a disk that is not at rest is never copied', () => {
	/** The copy may begin while the DevBox has yet to end, and then a start has no effect. */
	const start = 'podman wait win11 >/dev/null; podman start win11';
	const copyThen = (act: string) => `mkdir bin
		printf '#!/bin/sh\n/bin/cp "$@"\n${act}\n' >bin/cp
		chmod 755 bin/cp
		PATH=$PWD/bin:$PATH`;
	const handy: readonly [string, (run: string) => string][] = [
		['somebody starts the DevBox before the copy', run => `${start}; ${run}`],
		[
			'somebody starts and kills it while it is copied',
			run =>
				`${copyThen(`${start}; until podman logs --tail 3 win11 2>&1 | grep -q count=; do sleep 0.2; done; podman kill win11`)} ${run}`,
		],
		['somebody starts and kills it before the copy', run => `${start}; podman kill win11; ${run}`],
		['somebody starts it while it is copied', run => `${copyThen(start)} ${run}`],
	];
	test.each(rowsOf(handy, 2))('%s', async (...[, change]) => {
		inWindowsMatrix('copy', 'started by somebody');
		const planned = withStep(await faults.plan(), 'copy', change);
		expect(await faults.run(planned)).toMatch(/^failed: Somebody started the DevBox meanwhile/u);
		await faults.isClean(before);
	});

	test('somebody starts it anew right before it is stopped', async () => {
		inWindowsMatrix('stop', 'started by somebody');
		const planned = withStep(await faults.plan(), 'stop', run => `podman restart win11; ${run}`);
		expect(await faults.run(planned)).toMatch(/^failed: Somebody started the DevBox meanwhile/u);
		await faults.isClean(before);
	});

	test('its QEMU is killed while Windows shuts down', async () => {
		inWindowsMatrix('stop', 'QEMU killed');
		await makeVictim('--env', 'IGNORE_POWERDOWN=1', '--env', 'TIMEOUT=6');
		await faults.win.untilSaid('victim', 'guest ready');
		const untouched = await faults.traces();
		const planned = await faults.plan('victim');
		await faults.submit(planned);
		await faults.when('podman logs --tail 3 victim 2>&1 | grep -q ACPI', killQemu('victim'));
		expect(await faults.ended(planned)).toMatch(/^failed: Windows did not shut down in time and was ended/u);
		await faults.isClean(untouched);
		await faults.win.sh(removeVictim);
	});

	test('its QEMU dies before Windows is asked to shut down', async () => {
		const planned = withStep(
			await faults.plan(),
			'stop',
			run => `${killQemu('win11')}; podman wait win11; ${run}`,
		);
		expect(await faults.run(planned)).toMatch(
			/^failed: The DevBox ended with the exit code 137 and not by a shutdown/u,
		);
		await faults.isClean(before);
	});
});

test('a packed disk that differs from its copy by one byte makes no image', async () => {
	const harm =
		'printf x | dd of="/var/tmp/ingot-$(basename "$PWD")/data.img" bs=1 seek=123456789 conv=notrunc status=none';
	const planned = withStep(await faults.plan(), 'bake', run => `${harm}; ${run}`);
	expect(await faults.run(planned)).toBe('failed: The packed disk differs from its copy.');
	await faults.isClean(before);
});

const killQemu = (name: string) =>
	`pkill -9 -x -P "$(podman inspect --format '{{.State.Pid}}' ${name})" qemu-system-x86`;

describe('a DevBox that somebody removes meanwhile', () => {
	const removals: readonly [string, RegExp][] = [
		['copy', /^failed: The DevBox is gone: somebody removed it meanwhile/u],
		['convert', /^done: /u],
		['start', /^failed: The DevBox is gone: somebody removed it meanwhile/u],
	];
	test.each(rowsOf(removals, 2))('in the step %s', async (step, outcome) => {
		inWindowsMatrix(step, 'removed by somebody');
		await makeVictim();
		const planned = withStep(
			await faults.plan('victim'),
			step,
			run => `podman rm -f -t 0 victim >/dev/null; ${run}`,
		);
		expect(await faults.run(planned)).toMatch(outcome);
		await faults.win.sh(removeVictim);
		await expect.poll(async () => others(await faults.traces())).toBe(others(before));
	});
});

test.each([
	['when it should start', 'start', 'true', /^failed: The DevBox victim is OFF/u],
	['when all is taken back', 'copy', 'exit 1', /^failed: .* Not rolled back: The DevBox victim is OFF/u],
])('a DevBox that does not start again is told loudly %s', async (...[, step, then, outcome]) => {
	await makeVictim();
	const untouched = await faults.traces();
	const planned = withStep(
		await faults.plan('victim'),
		step,
		run => `mv /home/storage/victim /home/storage/away; ${then}; ${run}`,
	);
	const said = await faults.run(planned);
	expect(said).toMatch(outcome);
	expect(said.match(/then start it there: podman start victim(?: \(|$)/gmu)).toHaveLength(1);
	await faults.win.sh('mv /home/storage/away /home/storage/victim; podman start victim');
	await faults.isClean(untouched);
	await faults.win.sh(removeVictim);
});

test('a power cut while it is off is recovered when the worker is back', async () => {
	inWindowsMatrix('copy', 'worker without power');
	const planned = withStep(await faults.plan(), 'copy', run => `${run}; echo here; ${wait}`);
	await faults.submit(planned);
	await faults.untilSaid(planned, 'here');
	await faults.lab.killWorker('win');
	faults.on.remote.close();
	await faults.lab.bootWorker('win');
	faults.on = await snapshotLab(faults.lab, 'win');
	await recoverJob(faults.on.remote, planned.request.id);
	expect(await faults.ended(planned)).toMatch(/^interrupted: /u);
	await faults.isClean(before);
});

test('after all of that a snapshot succeeds', async () => {
	expect(await faults.run(await faults.plan())).toBe('done: localhost/kept:1 is ready.');
});
