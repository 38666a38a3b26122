import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type Ground, tryCell} from './faults-cell.ts';
import {type Kind, kinds, makeBox, makeImages} from './faults-kinds.ts';
import {type FaultWorker, faultWorker} from './faults-lab.ts';
import {faults} from './faults-list.ts';
import {inMatrix, record} from './faults-matrix.ts';
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

/** The steps of each plan, as `steps of` finds them in the plan itself. */
const steps: Readonly<Record<string, readonly string[]>> = {
	'snapshot, pause': ['check', 'pause', 'commit', 'resume', 'label-check'],
	'snapshot, twin': ['check', 'prepare', 'pause', 'capture', 'resume', 'commit', 'clean-up', 'label-check'],
	launch: ['start', 'healthy'],
	'schedule run': ['start', 'running', 'work', 'after'],
	start: ['check', 'start'],
	stop: ['check', 'stop'],
	remove: ['check', 'remove'],
};

const grounds = new Map<string, Ground>();
/** Each worker comes to the ground that this kind starts from, once; a first job leaves what stays for good. */
const groundOf = async (at: FaultWorker, kind: Kind): Promise<Ground> => {
	const key = `${at.worker} ${kind.name}`;
	const known = grounds.get(key);
	if (known !== undefined) return known;
	await makeBox(at, kind);
	const job = await kind.job(at);
	expect(job.plan.steps.map(step => step.id)).toEqual(steps[kind.name]);
	await job.start(job.plan);
	await expect
		.poll(() => at.sh(`cat /root/.local/state/ingot/jobs/${job.id}/status.json || true`), {timeout: 30_000})
		.toContain('"done"');
	await at.sh(kind.settle);
	await makeBox(at, kind);
	const ground = {kind, before: await at.harm('traces')};
	grounds.set(key, ground);
	return ground;
};

describe.each(
	kinds.filter(kind =>
		(steps[kind.name] ?? []).some(id => faults.some(({name}) => isTried(kind.name, id, name))),
	),
)('$name', kind => {
	const rows = (steps[kind.name] ?? []).map((id, index, all) => ({id, isLast: index === all.length - 1}));
	const cells = rows.flatMap(row => faults.map(fault => ({...row, fault, name: fault.name})));
	for (const {id, isLast, fault} of cells.filter(cell => isTried(kind.name, cell.id, cell.name))) {
		const step = {id, title: '', argv: []};
		const why = fault.impossible?.({kind, step, isLast});
		if (why !== undefined) {
			record({kind: kind.name, step: id, fault: fault.name, result: 'impossible', why});
			continue;
		}
		test(`${fault.name} in the step ${id} leaves all as it was, and the next one succeeds`, async () => {
			inMatrix(kind.name, id, fault.name);
			const at = workerOf(fault.small ? 'small' : 'main');
			const ground = await groundOf(at, kind);
			await tryCell({at, kind, step, isLast}, fault, ground);
		});
	}
});
