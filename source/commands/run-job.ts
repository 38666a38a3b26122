import {cancelJob} from '../jobs/cancel-job.ts';
import {giveUpSending} from '../jobs/give-up-sending.ts';
import {exitCodes, failureText, Interrupted} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {Plan} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {type Following, followToEnd} from './follow.ts';
import {jsonLine} from './json-line.ts';

export type RunOptions = {
	readonly dryRun?: boolean | undefined;
	readonly detach?: boolean | undefined;
	readonly json?: boolean | undefined;
};
export type Planned = {readonly request: JobRequest; readonly plan: Plan};

/** Prints a plan (`--dry-run`), or starts its job and follows it to its end; Ctrl-C cancels it. @returns the exit code */
export const runJob = async (
	deps: CommandDeps,
	remote: Remote,
	{planned, submit, ...options}: RunOptions & {planned: Planned; submit: () => Promise<void>},
): Promise<number> => {
	const {request} = planned;
	if (options.dryRun) {
		printPlan(deps, planned, options.json ?? false);
		return exitCodes.done;
	}
	deps.signal.throwIfAborted();
	await submit();
	if (options.detach) {
		const {id, worker, reference} = request;
		deps.out(options.json ? jsonLine({worker, name: request.devbox.name || reference, id}) : id);
		return exitCodes.done;
	}
	return followOrCancel(deps, remote, {request, json: options.json ?? false});
};

type Followed = Pick<Following, 'request' | 'json' | 'onEnd'> & {
	/** The end of what this process sends to the job. */
	readonly sent?: Promise<boolean> | undefined;
};

/**
 * The first Ctrl-C cancels the job and waits for the rollback. Ending Ingot in another way, or closing the terminal, leaves
 * the job running, unless it waits for something that only this process can send: that one is told, and fails.
 */
export const followOrCancel = async (
	deps: CommandDeps,
	remote: Remote,
	{request, json, onEnd, sent}: Followed,
): Promise<number> => {
	const {account} = await deps.settings();
	const leave = new AbortController();
	let isOver = false;
	let isSending = sent !== undefined;
	void sent?.then(() => {
		isSending = false;
	});
	const end = () => {
		const {reason} = deps.signal;
		if (!(reason instanceof Interrupted && reason.by === 'SIGINT')) {
			leave.abort();
			return;
		}
		deps.err('Cancelling the job and rolling it back. Press Ctrl-C again to leave that to the worker.');
		cancelJob(remote, request.id, account.user).catch((thrown: unknown) => {
			if (!isOver) deps.err(neutralise(failureText(thrown)));
		});
	};
	deps.signal.addEventListener('abort', end, {once: true});
	if (deps.signal.aborted) end();
	try {
		const following = {remote, request, json, onEnd, isSending: () => isSending, signal: leave.signal};
		const code = await followToEnd(deps, following);
		if (leave.signal.aborted && isSending) await giveUpSending(remote, request.id);
		return code;
	} finally {
		isOver = true;
		deps.signal.removeEventListener('abort', end);
	}
};

const printPlan = (deps: CommandDeps, {request, plan: {steps}}: Planned, json: boolean): void => {
	if (json) {
		const {worker, reference, id, devbox} = request;
		deps.out(jsonLine({worker, name: devbox.name || reference, id, reference, steps}));
		return;
	}
	deps.out(neutralise(request.title));
	printSteps(deps, steps);
};

/** Prints the steps of a plan with their commands and undo. */
export const printSteps = (deps: CommandDeps, steps: Plan['steps']): void => {
	deps.out('Steps:');
	for (const step of steps) {
		deps.out(`  ${step.title}`);
		deps.out(`    ${neutralise(quote(step.argv))}`);
		if (step.undo !== undefined) deps.out(`    rolled back by: ${neutralise(quote(step.undo))}`);
	}
};
