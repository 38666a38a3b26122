import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type Ground, tryCell} from './faults-cell.ts';
import {type Kind, kinds, makeBox, makeImages} from './faults-kinds.ts';
import {type FaultWorker, faultWorker, watchJob} from './faults-lab.ts';
import {faults} from './faults-list.ts';
import {inMatrix, record} from './faults-matrix.ts';
import {stepsOf} from './faults-plans.ts';
import {isTried} from './faults-short.ts';

let lab: Lab;
const workers: {main?: FaultWorker; small?: FaultWorker} = {};
beforeAll(async () => {
	lab = await holdLab({name: `matrix${process.pid}`, workers: 0});
	await lab.addWorker('main', 'plain');
	await lab.addWorker('small', 'full', {storageMb: 300});
	for (const name of ['main', 'small'] as const) {
		const worker = await faultWorker(lab, name);
		workers[name] = worker;
		await worker.sh('podman rm -f -t 0 --all');
		await makeImages(worker);
	}
});
afterAll(async () => {
	workers.main?.close();
	workers.small?.close();
	await lab?.release();
});

const workerOf = (name: 'main' | 'small'): FaultWorker => {
	const worker = workers[name];
	if (worker === undefined) throw new Error('The lab is not up.');
	return worker;
};

const grounds = new Map<string, Ground>();
/** Each worker comes to the context that this kind starts from, once; a first job leaves what stays for good. */
const groundOf = async (at: FaultWorker, kind: Kind): Promise<Ground> => {
	const key = `${at.worker} ${kind.name}`;
	const known = grounds.get(key);
	if (known !== undefined) return known;
	await makeBox(at, kind);
	const job = await kind.job(at);
	expect(job.plan.steps.map(step => step.id)).toEqual(stepsOf(kind.name));
	await job.start(job.plan);
	await expect
		.poll(() => at.sh(`cat /root/.local/state/ingot/jobs/${job.id}/status.json || true`), {timeout: 120_000})
		.toContain('"done"');
	await at.sh(kind.settle);
	await makeBox(at, kind);
	const context = {kind, before: await at.harm('traces')};
	grounds.set(key, context);
	return context;
};

/** What one cell has left does not spoil the next ones. */
const clearAway = async (at: FaultWorker): Promise<void> => {
	grounds.clear();
	await at.sh(`for folder in /root/.local/state/ingot/jobs/*/; do
			[ -e "$folder/status.json" ] || { read -r pid rest <"$folder/pid" && kill -9 "$pid"; read -r pid rest <"$folder/step.pid" && kill -9 "-$pid"; } || true
		done 2>/dev/null
		rm -f /root/.local/state/ingot/locks/*
		podman rm -f -t 0 --all >/dev/null
		podman images --all --quiet --filter dangling=true --filter label=io.clustercode.job | xargs -r podman rmi -f`);
};

/** Those that shall be tried, row by row. */
const cellsOf = (kind: string) =>
	stepsOf(kind).flatMap((id, row, all) =>
		faults
			.map((fault, column) => ({
				id,
				isLast: row === all.length - 1,
				fault,
				cell: {kind, step: id, fault: fault.name, row, column},
			}))
			.filter(({fault}) => isTried(kind, id, fault.name)),
	);

describe.each(kinds.filter(({name}) => cellsOf(name).length > 0))('$name', kind => {
	for (const {id, isLast, fault, cell} of cellsOf(kind.name)) {
		const step = {id, title: '', argv: []};
		const why = fault.impossible?.({kind, step, isLast});
		if (why !== undefined) {
			record({...cell, result: 'impossible', why});
			continue;
		}
		test(`${fault.name} in the step ${id} leaves all as it was, and the next one succeeds`, async () => {
			inMatrix(cell);
			const at = workerOf(fault.small ? 'small' : 'main');
			const context = await groundOf(at, kind);
			try {
				await tryCell({at, kind, step, isLast}, fault, context);
			} catch (thrown) {
				await clearAway(at);
				throw thrown;
			}
		});
	}
});

test('a Podman that dies while the DevBox is resumed is reported, with the command that resumes it', async () => {
	const [kind] = kinds;
	if (kind === undefined || !isTried('undo', 'pause', 'podman killed')) return;
	const at = workerOf('main');
	await groundOf(at, kind);
	const job = await kind.job(at);
	const steps = job.plan.steps.map(step => ({
		...step,
		...(step.id === 'commit' && {argv: ['false']}),
		...(step.id === 'pause' && {
			undo: [
				...['sh', '-c', 'KILL=look PATH=/run/harm/bin:$PATH; export KILL PATH; exec "$@"', 'sh'],
				...(step.undo ?? []),
			],
		}),
	}));
	await job.start({...job.plan, steps});
	expect(await watchJob(at, job.id).ended()).toMatch(
		/^failed: .*Not rolled back: .* If it is: podman unpause [0-9a-f]{64}$/u,
	);
	expect(await at.harm('box')).toContain(' paused ');
	await at.sh('podman unpause box');
});
