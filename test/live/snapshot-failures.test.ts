import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import type {PlannedSnapshot} from '../../source/jobs/create-image.ts';
import {submitSnapshot} from '../../source/jobs/create-image.ts';
import {followJob} from '../../source/jobs/follow-job.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {allEvents, methods, outcomeOf, type SnapshotLab, snapshotLab, withStep} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
let before: string;
beforeAll(async () => {
	lab = await holdLab({name: `jobs${process.pid}`, workers: 1, user: 'alice'});
	on = await snapshotLab(lab);
	expect(outcomeOf(await on.snapshot('api', {name: 'kept', tag: '1'}))).toMatch(/^done/u);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});
beforeEach(async () => {
	before = await on.traces();
});

/** What the DevBox holds and whether it works. */
const isWell = async () => expect(await on.sh('podman exec api sh -c "cat notes.txt"')).toBe('tuned by hand');
const steps = {
	staging: [
		'check',
		'prepare',
		'precopy',
		'pause',
		'capture',
		'resume',
		'packages',
		'commit',
		'verify',
		'clean-up',
		'label-check',
	],
	// The DevBox has a host name of its own, which its image must not have.
	pause: ['check', 'pause', 'packages', 'commit', 'configure', 'verify', 'label-check'],
} as const;
const everyStep = methods.flatMap(method => steps[method].map(step => ({method, step})));

const toReplace = async (method: 'staging' | 'pause'): Promise<PlannedSnapshot> =>
	on.plan(await on.look('api'), {name: 'kept', tag: '1', overwrite: true, method});

/** Follows until this line, then acts. */
const atLine = async (planned: PlannedSnapshot, text: string, act: () => Promise<unknown>) => {
	await submitSnapshot(on.remote, planned);
	const {id} = planned.request;
	for await (const event of followJob({
		id,
		after: 0,
		signal: AbortSignal.timeout(240_000),
		remote: async () => on.remote,
	})) {
		if (event.text === text) break;
	}
	await act();
};

test('the plans have these steps', async () => {
	for (const method of methods) {
		expect((await toReplace(method)).plan.steps.map(step => step.id)).toEqual(steps[method]);
	}
});

describe.each(everyStep)('with the method $method, in the step $step', ({method, step}) => {
	test('a failure before it did anything leaves no trace', async () => {
		const planned = withStep(await toReplace(method), step, () => 'echo broken; exit 1');
		expect(outcomeOf(await on.run(planned))).toBe('failed: broken');
		expect(await on.traces()).toBe(before);
		await isWell();
	});

	test('a cancel after it did its work leaves no trace', async () => {
		const planned = withStep(await toReplace(method), step, run => `${run}; echo here; sleep 1000`);
		await atLine(planned, 'here', () => cancelJob(on.remote, planned.request.id, 'alice'));
		expect(outcomeOf(await allEvents(on.remote, planned.request.id))).toBe('cancelled: Cancelled by alice.');
		if (step === 'label-check') {
			// The image that had the name is gone by then: the new one stays rather than none.
			await on.sh('podman image exists localhost/kept:1');
			return;
		}
		expect(await on.traces()).toBe(before);
		await isWell();
	});

	test('a death of the runner is recovered without a trace', async () => {
		const planned = withStep(await toReplace(method), step, run =>
			step === 'label-check' ? 'echo here; sleep 1000' : `${run}; echo here; sleep 1000`,
		);
		const {id} = planned.request;
		await atLine(planned, 'here', async () => {
			await on.sh(`kill -9 "$(cut -d' ' -f1 "$HOME/.local/state/ingot/jobs/${id}/pid")"`);
			await recoverJob(on.remote, id);
		});
		expect((await allEvents(on.remote, id)).at(-1)?.outcome).toBe('interrupted');
		expect(await on.traces()).toBe(before);
		await isWell();
	});
});

test.each(methods)('a commit that is killed by kill -9 leaves nothing (%s)', async method => {
	await on.sh('podman exec api dd if=/dev/urandom of=/home/dev/large bs=1M count=200 2>/dev/null');
	const planned = await toReplace(method);
	const {id} = planned.request;
	await submitSnapshot(on.remote, planned);
	await on.sh(
		`until pid=$(pgrep -f 'podman [c]ommit') && ls /var/tmp/ingot-${id}/* >/dev/null 2>&1; do sleep 0.05; done; kill -9 $pid`,
	);
	expect((await allEvents(on.remote, id)).at(-1)?.outcome).toBe('failed');
	expect(await on.traces()).toBe(before);
	await isWell();
	await on.sh('podman exec api rm /home/dev/large');
});

test('a commit that is killed while it copies the configuration of its image leaves nothing', async () => {
	// The file is there for less than a millisecond, so not every try finds it.
	const caught = async (tries: number): Promise<string> => {
		const planned = await toReplace('pause');
		const {id} = planned.request;
		await submitSnapshot(on.remote, planned);
		const said = await on.sh(`until pid=$(pgrep -f 'podman [c]ommit .*io.clustercode.job=.${id}'); do :; done
			while kill -0 $pid 2>/dev/null; do
				set -- /var/tmp/[0-9]*
				[ -e "$1" ] || continue
				kill -STOP $pid
				until grep -qs '^State:.[TZ]' /proc/$pid/task/*/status; do [ -e /proc/$pid ] || break; done
				[ ! -e "$1" ] || { kill -9 $pid; echo caught; break; }
				kill -CONT $pid
			done`);
		expect((await allEvents(on.remote, id)).at(-1)?.outcome).toBe(said === 'caught' ? 'failed' : 'done');
		return said === 'caught' || tries === 1 ? said : caught(tries - 1);
	};
	expect(await caught(10)).toBe('caught');
	expect(await on.sh('ls -A /var/tmp')).toBe('');
	await isWell();
});

test.each(methods)('a cancel in the middle of the commit leaves nothing, and is quick (%s)', async method => {
	await on.sh('podman exec api dd if=/dev/urandom of=/home/dev/large bs=1M count=200 2>/dev/null');
	const planned = await toReplace(method);
	const {id} = planned.request;
	await submitSnapshot(on.remote, planned);
	await on.sh(`until pgrep -f 'podman [c]ommit' && ls /var/tmp/ingot-${id}/*; do sleep 0.05; done`);
	const asked = performance.now();
	await cancelJob(on.remote, id, 'alice');
	expect((await allEvents(on.remote, id)).at(-1)?.outcome).toBe('cancelled');
	expect(performance.now() - asked).toBeLessThan(60_000);
	expect(await on.traces()).toBe(before);
	await isWell();
	await on.sh('podman exec api rm /home/dev/large');
});

test('a power cut in the middle is recovered when the worker is back', async () => {
	const planned = withStep(await toReplace('staging'), 'capture', run => `${run}; echo here; sleep 1000`);
	const {id} = planned.request;
	await atLine(planned, 'here', () => lab.killWorker('1'));
	on.remote.close();
	await lab.bootWorker('1');
	on = await snapshotLab(lab);
	await on.sh('podman start api shop bobs-box cloudy copycat plain >/dev/null 2>&1 || true');
	await recoverJob(on.remote, id);
	expect((await allEvents(on.remote, id)).at(-1)?.outcome).toBe('interrupted');
	expect(await on.traces()).toBe(before);
	await isWell();
});

test.each(methods)('a snapshot fails if the DevBox is resumed meanwhile (%s)', async method => {
	const step = method === 'staging' ? 'capture' : 'commit';
	const planned = withStep(await toReplace(method), step, run => `podman unpause api; ${run}`);
	expect(outcomeOf(await on.run(planned))).toMatch(/^failed: Somebody resumed the DevBox/u);
	expect(await on.traces()).toBe(before);
	await isWell();
});

test.each([
	[
		'is stopped',
		'podman stop --time 0 api',
		'podman start api',
		/^refused: The DevBox is exited, not running/u,
	],
	['is paused', 'podman pause api', 'podman unpause api', /^refused: The DevBox is paused, not running/u],
])('a DevBox that %s meanwhile is refused', async (...[, harm, mend, said]) => {
	const planned = await toReplace('staging');
	await on.sh(harm);
	expect(outcomeOf(await on.run(planned))).toMatch(said);
	await on.sh(mend);
	expect(await on.traces()).toBe(before);
});

test('a DevBox that is gone is refused, and so is a new one of its name', async () => {
	await on.sh(
		'podman run -d --name brief --network none --label io.clustercode.launched-by=alice localhost/devbase:1 sleep 1000',
	);
	const planned = on.plan(await on.look('brief'), {name: 'brief'});
	await on.sh(
		'podman rm -f -t 0 brief; podman run -d --name brief --network none --label io.clustercode.launched-by=alice localhost/devbase:1 sleep 1000',
	);
	expect(outcomeOf(await on.run(planned))).toMatch(/^refused: The DevBox is gone/u);
	await on.sh('podman rm -f -t 0 brief');
	expect(await on.traces()).toBe(before);
});

test.each([
	['bobs-box', /^refused: .*belongs to another user/u],
	['copycat', /^refused: .*belongs to another user/u],
	['plain', /^refused: .*belongs to another user/u],
	['cloudy', /^refused: .*Cloud worker/u],
	['idle', /^refused: .*not running/u],
])('%s is refused on the worker too', async (name, said) => {
	expect(outcomeOf(await on.snapshot(name, {}))).toMatch(said);
	expect(await on.traces()).toBe(before);
});

test('a reference that was created meanwhile is a conflict, and is not changed', async () => {
	const planned = on.plan(await on.look('api'), {name: 'quick'});
	await on.sh('podman tag localhost/devbase:1 localhost/quick:1');
	expect(outcomeOf(await on.run(planned))).toMatch(/^conflict: localhost\/quick:1 exists already/u);
	await on.sh('podman untag localhost/devbase:1 localhost/quick:1');
	const late = withStep(
		on.plan(await on.look('api'), {name: 'quick'}),
		'commit',
		run => `${run}; podman tag localhost/devbase:1 localhost/quick:1`,
	);
	expect(outcomeOf(await on.run(late))).toMatch(/^conflict: localhost\/quick:1 was created by another job/u);
	await on.sh('podman untag localhost/devbase:1 localhost/quick:1');
	expect(await on.traces()).toBe(before);
});

test('a DevBox that another job holds is a conflict that names that job', async () => {
	const first = withStep(await toReplace('staging'), 'check', run => `${run}; echo here; sleep 1000`);
	await atLine(first, 'here', async () => {
		const second = await on.snapshot('api', {name: 'other'});
		expect(outcomeOf(second)).toMatch(/^conflict:/u);
		expect(outcomeOf(second)).toContain(first.request.id);
		await cancelJob(on.remote, first.request.id, 'alice');
	});
	await allEvents(on.remote, first.request.id);
	expect(await on.traces()).toBe(before);
});

test.each(methods)(
	'overwriting replaces the image, and removes the old one when nothing uses it (%s)',
	async method => {
		const old = await on.sh(`podman image inspect --format '{{.Id}}' localhost/kept:1`);
		await on.sh('podman exec api sh -c "date >>dates"');
		expect(outcomeOf(await on.run(await toReplace(method)))).toMatch(/^done/u);
		const made = await on.sh(`podman image inspect --format '{{.Id}}' localhost/kept:1`);
		expect(made).not.toBe(old);
		expect(await on.sh('podman images -a --no-trunc --quiet')).not.toContain(old);
		await on.sh(
			'podman run -d --name user-of-it --network none localhost/kept:1 "sleep 1000"; podman tag localhost/kept:1 localhost/also:1',
		);
		await on.sh('podman exec api sh -c "date >>dates"');
		expect(outcomeOf(await on.run(await toReplace(method)))).toMatch(/^done/u);
		expect(await on.sh(`podman image inspect --format '{{.Id}}' localhost/also:1`)).toBe(made);
		expect(await on.sh(`podman inspect --format '{{.State.Status}}' user-of-it`)).toBe('running');
		await on.sh('podman rm -f -t 0 user-of-it; podman rmi localhost/also:1');
	},
);

test('without disk space it is refused before the DevBox is touched, and nothing is left', async () => {
	await lab.addWorker('small', 'full', {storageMb: 120});
	const small = await snapshotLab(lab, 'small');
	const clean = await small.traces();
	const planned = small.plan(await small.look('api'), {method: 'pause'});
	await small.sh('podman exec api dd if=/dev/urandom of=/large bs=1M count=50 2>/dev/null');
	expect(outcomeOf(await small.run(planned))).toMatch(/^failed: Not enough disk space: .* MiB/u);
	expect(await small.traces()).toBe(clean);
	// And when the check was wrong about it.
	for (const step of ['check']) {
		const late = withStep(planned, step, () => ': >old-image');
		const again = {...late, request: {...late.request, id: `${late.request.id}-2`}};
		expect((await small.run(again)).at(-1)?.outcome).toBe('failed');
		expect(await small.traces()).toBe(clean);
		expect(await small.sh('podman exec api echo well')).toBe('well');
	}
	small.remote.close();
});

test('after all of that a snapshot succeeds', async () => {
	expect(outcomeOf(await on.snapshot('api', {name: 'last'}))).toMatch(/^done/u);
});
