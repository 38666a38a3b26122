import {afterAll, beforeAll, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {submitSnapshot} from '../../source/jobs/create-image.ts';
import {followJob} from '../../source/jobs/follow-job.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {homeIn, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {allEvents, outcomeOf, type SnapshotLab, snapshotLab, withStep} from './snapshot-lab.ts';

// Two real machines with processes, Podman and a hostname of their own, and one home folder.
let lab: Lab;
let one: SnapshotLab;
let mate: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: `mates${process.pid}`, workers: 1, user: 'alice'});
	await lab.addWorker('mate', 'full', {storageMb: 400, homeOf: '1'});
	one = await snapshotLab(lab);
	mate = await snapshotLab(lab, 'mate');
});
afterAll(async () => {
	one?.remote.close();
	mate?.remote.close();
	await lab?.release();
});

const stateOf = (on: SnapshotLab, name: string) =>
	on.sh(`podman inspect --format '{{.State.Status}}' ${name}`);

test('a worker leaves the jobs of another one with the same home alone, alive or dead', async () => {
	const planned = withStep(
		one.plan(await one.look('api'), {name: 'ours', method: 'staging'}),
		'capture',
		real => `${real}; echo here; sleep 1000`,
	);
	const {id} = planned.request;
	await submitSnapshot(one.remote, planned);
	const signal = AbortSignal.timeout(240_000);
	for await (const event of followJob({id, after: 0, signal, remote: async () => one.remote}))
		if (event.text === 'here') break;

	const home = homeIn(lab);
	const listed = ok(home.run('jobs'));
	expect(listed).toMatch(new RegExp(`${lab.name}-1 +${id} +running`, 'u'));
	// Both see it; it is listed once, as its own machine reports it.
	expect(listed.match(new RegExp(id, 'gu'))).toHaveLength(1);
	expect(home.run('recover').stderr).toContain('No job needs cleanup.');
	await expect(cancelJob(mate.remote, id, 'alice')).rejects.toThrow(`The job ${id} runs on ${lab.name}-1`);
	expect(await stateOf(one, 'api')).toBe('paused');
	const same = mate.plan(await mate.look('api'), {name: 'ours'});
	expect(outcomeOf(await mate.run(same))).toMatch(new RegExp(`^conflict: .*${id} on ${lab.name}-1\\.`, 'u'));
	const other = await mate.snapshot('api', {name: 'theirs'});
	expect(outcomeOf(other)).toMatch(/^done/u);

	await one.sh(`read -r pid _ <$HOME/.local/state/ingot/jobs/${id}/pid; kill -9 $pid
		while kill -0 $pid 2>/dev/null; do sleep 0.1; done`);
	await expect(recoverJob(mate.remote, id)).rejects.toThrow(`The job ${id} runs on ${lab.name}-1`);
	expect(await stateOf(one, 'api')).toBe('paused');
	await recoverJob(one.remote, id);
	expect(outcomeOf(await allEvents(one.remote, id))).toMatch(/^interrupted/u);
	expect(await stateOf(one, 'api')).toBe('running');
	expect(await mate.sh('podman images --format "{{.Repository}}"')).toContain('localhost/theirs');
});
