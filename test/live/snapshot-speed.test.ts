import {afterAll, beforeAll, expect, test} from 'vitest';
import type {JobEvent} from '../../source/model/job.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {methods, outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

const mib = Number(process.env.INGOT_SNAPSHOT_MIB ?? 256);
let lab: Lab;
let on: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: 'jobs', workers: 1, user: 'alice'});
	on = await snapshotLab(lab);
	await on.sh(`podman exec --user 0 api sh -c 'mkdir /new; i=0; while [ $i -lt ${mib} ]; do
		dd if=/dev/urandom of=/new/$i bs=1M count=1 2>/dev/null; i=$((i + 1)); done; sync'`);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});

const at = (events: readonly JobEvent[], kind: JobEvent['kind'], step = ''): number =>
	Date.parse(events.find(event => event.kind === kind && event.step === step)?.at ?? '');

/** Since the pause began until the resume ended, as the job's events tell. */
const frozenMs = (events: readonly JobEvent[]): number =>
	at(events, 'step-ended', 'resume') - at(events, 'step-started', 'pause');

const bareMs = async (): Promise<number> => {
	const start = performance.now();
	await on.sh('podman commit --quiet --pause=true api localhost/bare:speed; podman rmi localhost/bare:speed');
	return performance.now() - start;
};

test('a snapshot takes about as long as a bare commit, and the twin hardly freezes the DevBox', async () => {
	await bareMs();
	const figures: Record<string, number> = {bareMs: await bareMs()};
	for (const method of methods) {
		const events = await on.snapshot('api', {name: 'speed', tag: method, method});
		expect(outcomeOf(events)).toMatch(/^done/u);
		figures[`${method} whole`] = at(events, 'job-ended') - at(events, 'job-started');
		figures[`${method} frozen`] = frozenMs(events);
		for (const {id} of on.plan(await on.look('api'), {name: 'x', method}).plan.steps) {
			figures[`${method} ${id}`] = at(events, 'step-ended', id) - at(events, 'step-started', id);
		}
		await on.sh(`podman rmi localhost/speed:${method}`);
	}
	figures['bare again'] = await bareMs();
	if (process.env.INGOT_SNAPSHOT_MIB !== undefined) console.log(figures);
	expect(figures['twin frozen']).toBeLessThan(0.5 * (figures['pause frozen'] ?? 0));
});
