import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {submitSnapshot} from '../../source/jobs/create-image.ts';
import {planLaunch, submitLaunch} from '../../source/jobs/launch.ts';
import {noOptions} from '../../source/model/launch.ts';
import {quote} from '../../source/model/shell.ts';
import type {Plan} from '../../source/plan/step.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {image, launchContext} from '../launch-context.ts';
import {type FaultWorker, folderOf, type Watch, watchJob} from '../live/faults-lab.ts';
import {requester} from '../live/snapshot-lab.ts';
import type {Round} from './plan-soak.ts';

/** What the successes have made on a worker, by name; the oldest are taken away by the lane that made them. */
export type Made = {readonly containers: Set<string>; readonly images: Set<string>};
export type Lane = {
	readonly at: FaultWorker;
	/** Its DevBox. */
	readonly box: string;
	readonly made: Made;
	/** The names that it has made itself, oldest first. */
	readonly own: string[];
};

type Job = {readonly id: string; readonly plan: Plan; start(remote: Remote, plan: Plan): Promise<void>};

const planJob = async ({at, box}: Lane, {kind, number}: Round): Promise<Job> => {
	const {look, idOf, plan: planSnapshot, remote} = await at.on();
	if (kind === 'launch') {
		const id = await at.sh("podman image inspect --format '{{.Id}}' localhost/checked:1");
		const context = launchContext({
			worker: remote.worker,
			image: image('checked', {tag: '1', id}),
			hasHealthCheck: true,
			imageCommand: [],
		});
		const draft = {...noOptions, name: `soak-${number}`, network: 'none', command: 'sleep infinity'};
		const planned = planLaunch(context, draft, requester);
		const {request, plan} = planned;
		return {id: request.id, plan, start: (over, changed) => submitLaunch(over, {...planned, plan: changed})};
	}
	const planned = planSnapshot(await look(await idOf(box)), {name: `soak-${number}`, tag: '1', method: kind});
	const {request, plan} = planned;
	return {id: request.id, plan, start: (over, changed) => submitSnapshot(over, {...planned, plan: changed})};
};

const hold = 'echo here; until [ -e go ]; do sleep 0.05; done';
const changes: Partial<Record<Round['harm'], (run: string) => string>> = {
	look: run => `export KILL=look PATH=/run/harm/bin:$PATH; ${run}`,
	work: run => `export KILL=work PATH=/run/harm/bin:$PATH; ${run}`,
	lock: run => `sh /run/harm.sh lock 1 & until [ -e locked ]; do sleep 0.02; done; rm locked; ${run}`,
};

/** In the step where the seed strikes; before the work of the last one, and after that of the others. */
const harmed = (plan: Plan, {harm, where}: Round): Plan => {
	const struck = Math.floor(where * plan.steps.length);
	const isLast = struck === plan.steps.length - 1;
	const change = (run: string) =>
		changes[harm]?.(run) ?? (isLast ? `${hold}; ${run}` : `${run} && { ${hold}; }`);
	return {
		...plan,
		steps: plan.steps.map((step, index) =>
			index === struck && harm !== 'none' ? {...step, argv: ['sh', '-c', change(quote(step.argv))]} : step,
		),
	};
};

/** Another lane may kill the session that this one works over. */
const insist = async (act: () => Promise<void>): Promise<void> => {
	for (let left = 5; ; left -= 1) {
		try {
			await act();
			return;
		} catch (thrown) {
			if (left === 0) throw thrown;
		}
	}
};

const strikes: Partial<
	Record<Round['harm'], (at: FaultWorker, id: string, watch: Watch) => Promise<unknown>>
> = {
	runner: async (at, id, watch) => {
		await at.sh(
			`read -r pid rest <${folderOf(id)}/pid; kill -9 "$pid"; while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done`,
		);
		await insist(() => watch.recover());
	},
	cancel: (at, id) => insist(async () => cancelJob((await at.on()).remote, id, 'alice')),
	session: async (at, id) => {
		await at.sh("pkill -9 -f 'sshd: [r]oot' || true");
		await at.sh(`: >${folderOf(id)}/go`);
	},
	cut: async (at, id) => {
		await at.lab.cutWorker(at.worker);
		await at.sh(`: >${folderOf(id)}/go; until [ -e ${folderOf(id)}/status.json ]; do sleep 0.05; done`);
		await at.lab.mendWorker(at.worker);
	},
};

/** One job with its fault, from plan to end. @returns outcome and text */
export const runRound = async (lane: Lane, round: Round): Promise<string> => {
	const {at} = lane;
	let job: Job | undefined;
	await insist(async () => {
		job ??= await planJob(lane, round);
		const {id, plan, start} = job;
		// A start whose answer was lost has started it, or not.
		if ((await at.sh(`[ -e ${folderOf(id)}/pid ] && echo yes || true`)) === 'yes') return;
		await at.sh(`rm -rf ${folderOf(id)}`);
		await start((await at.on()).remote, harmed(plan, round));
	});
	if (job === undefined) throw new Error('It was not planned.');
	const watch = watchJob(at, job.id);
	const strike = strikes[round.harm];
	if (strike !== undefined) {
		await watch.said('here');
		await strike(at, job.id, watch);
	}
	const end = await watch.ended();
	const numbers = watch.seen.map(event => event.seq);
	if (numbers.some((number, index) => number !== index + 1)) throw new Error(`Lost: ${numbers.join(' ')}`);
	if (end.startsWith('done')) await keep(lane, round);
	return end;
};

/** Into the log of successes. Each lane keeps its last three. */
const keep = async ({at, made, own}: Lane, {kind, number}: Round): Promise<void> => {
	const name = `soak-${number}`;
	(kind === 'launch' ? made.containers : made.images).add(name);
	own.push(name);
	const old = own.length > 3 ? own.shift() : undefined;
	if (old === undefined) return;
	await at.sh(made.containers.has(old) ? `podman rm -f -t 0 ${old}` : `podman rmi localhost/${old}:1`);
	made.containers.delete(old);
	made.images.delete(old);
};
