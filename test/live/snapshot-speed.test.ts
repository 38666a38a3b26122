import {afterAll, beforeAll, expect, test} from 'vitest';
import type {JobEvent} from '../../source/model/job.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {methods, outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

const mib = Number(process.env.INGOT_SNAPSHOT_MIB ?? 256);
const rounds = Number(process.env.INGOT_SNAPSHOT_ROUNDS ?? 1);
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

const median = (values: readonly number[]): number =>
	values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

test('a snapshot takes about as long as a bare commit, and the twin hardly freezes the DevBox', async () => {
	const figures: Record<string, number[]> = {};
	const note = (name: string, ms: number) => {
		figures[name] = [...(figures[name] ?? []), Math.round(ms)];
	};
	await bareMs();
	for (let round = 0; round < rounds; round += 1) {
		note('bare', await bareMs());
		for (const method of methods) {
			const events = await on.snapshot('api', {name: 'speed', tag: method, method});
			expect(outcomeOf(events)).toMatch(/^done/u);
			note(`${method} whole`, at(events, 'job-ended') - at(events, 'job-started'));
			note(`${method} frozen`, frozenMs(events));
			await on.sh(`podman rmi localhost/speed:${method}`);
		}
	}
	if (process.env.INGOT_SNAPSHOT_MIB !== undefined) console.log(figures);
	const typical = (name: string) => median(figures[name] ?? []);
	expect(typical('twin frozen')).toBeLessThan(0.4 * typical('bare'));
	expect(typical('twin whole')).toBeLessThan(2 * typical('bare'));
	expect(typical('pause whole')).toBeLessThan(1.5 * typical('bare'));
});
