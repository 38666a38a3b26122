import {cancelJob} from '../jobs/cancel-job.ts';
import {exitCodes} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {Plan} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandWorld} from './command-world.ts';
import {followToEnd} from './follow.ts';
import {jsonLine} from './json-line.ts';

export type RunOptions = {
	readonly dryRun?: boolean | undefined;
	readonly detach?: boolean | undefined;
	readonly json?: boolean | undefined;
};
export type Planned = {readonly request: JobRequest; readonly plan: Plan};

/** Prints a plan (`--dry-run`), or starts its job and follows it to its end; Ctrl-C cancels it. @returns the exit code */
export const runJob = async (
	world: CommandWorld,
	remote: Remote,
	{planned, submit, ...options}: RunOptions & {planned: Planned; submit: () => Promise<void>},
): Promise<number> => {
	const {request} = planned;
	if (options.dryRun) {
		printPlan(world, planned, options.json ?? false);
		return exitCodes.done;
	}
	await submit();
	if (options.detach) {
		const {id, worker, reference} = request;
		world.out(options.json ? jsonLine({worker, name: request.devbox.name || reference, id}) : id);
		return exitCodes.done;
	}
	return followOrCancel(world, remote, {request, json: options.json ?? false});
};

/**
 * The first Ctrl-C cancels the job and waits until it has taken back what it did. Whoever ends Ingot in another way, or
 * closes the terminal, has said nothing about the job: it goes on.
 */
export const followOrCancel = async (
	world: CommandWorld,
	remote: Remote,
	{request, json}: {request: JobRequest; json: boolean},
): Promise<number> => {
	const {account} = await world.settings();
	const leave = new AbortController();
	const end = () => {
		if (world.signal.reason !== 'SIGINT') {
			leave.abort();
			return;
		}
		world.err('Cancelling; what the job did is taken back. Ctrl-C again leaves that to the worker.');
		cancelJob(remote, request.id, account.user).catch((thrown: unknown) => world.err(String(thrown)));
	};
	world.signal.addEventListener('abort', end, {once: true});
	if (world.signal.aborted) end();
	try {
		return await followToEnd(world, {remote, request, json, signal: leave.signal});
	} finally {
		world.signal.removeEventListener('abort', end);
	}
};

const printPlan = (world: CommandWorld, {request, plan: {steps}}: Planned, json: boolean): void => {
	if (json) {
		const {worker, reference, id, devbox} = request;
		world.out(jsonLine({worker, name: devbox.name, id, reference, steps}));
		return;
	}
	world.out(neutralise(request.title));
	printSteps(world, steps);
};

export const printSteps = (world: CommandWorld, steps: Plan['steps']): void => {
	world.out('Steps:');
	for (const step of steps) {
		world.out(`  ${step.title}`);
		world.out(`    ${neutralise(quote(step.argv))}`);
		if (step.undo !== undefined) world.out(`    taken back by: ${neutralise(quote(step.undo))}`);
	}
};
