import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {startJob} from '../../source/jobs/start-job.ts';
import type {JobEvent, JobId, JobRequest} from '../../source/model/job.ts';
import type {Plan, PlanFile, Step} from '../../source/plan/step.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {readBytes} from '../../source/remote/shell/read-bytes.ts';
import {runScript, scriptLines} from '../../source/remote/shell/run-script.ts';
import {sendBytes} from '../../source/remote/shell/send-bytes.ts';
import type {Transport} from '../../source/remote/transport.ts';
import {isDead, processState} from '../driver/process-state.ts';
import {until} from '../driver/until.ts';

export const shells = {dash: '/bin/dash', bash: '/bin/bash', busybox: '/bin/busybox'} as const;
export type Shell = keyof typeof shells;

/** A worker that is a temp folder on this machine, where `sh` is the shell of our choice. */
export type LocalWorker = {
	readonly remote: Remote;
	/** A connection of its own, to be cut. */
	connect(): Remote & {cut(): void};
	readonly ingotFolder: string;
	jobFolder(id: JobId): string;
	/** Starts a job whose steps are shell scripts. */
	start(id: JobId, steps: readonly ScriptStep[], more?: readonly string[] | More): Promise<void>;
	events(id: JobId): readonly JobEvent[];
	/** The events when the job has ended, and its runner with it. */
	ended(id: JobId): Promise<readonly JobEvent[]>;
	[Symbol.dispose](): void;
};

/** What a plan may have besides steps, and files of its folder; locks alone as a list. */
type More = Partial<Pick<Plan, 'locks' | 'slots' | 'keep'>> & {readonly files?: readonly PlanFile[]};

type ScriptStep = {
	readonly id: string;
	readonly run: string;
	readonly undo?: string;
	readonly settles?: string;
};

export const localWorker = (shell: Shell = 'dash'): LocalWorker => {
	const home = mkdtempSync(path.join(tmpdir(), 'ingot-jobs-'));
	mkdirSync(path.join(home, 'bin'));
	symlinkSync(shells[shell], path.join(home, 'bin/sh'));
	const env = {HOME: home, PATH: `${home}/bin:${process.env.PATH}`, LANG: 'C.UTF-8'};
	const connect = () => connectTo(env);
	const remote = connect();
	const ingotFolder = path.join(home, '.local/state/ingot');
	const jobFolder = (id: JobId) => path.join(ingotFolder, 'jobs', id);
	const events = (id: JobId): readonly JobEvent[] =>
		readFileSync(path.join(jobFolder(id), 'events.ndjson'), 'utf8')
			.split('\n')
			// Behind the last line break is a line that is being written.
			.slice(0, -1)
			.filter(line => line.endsWith('}'))
			.map(line => JSON.parse(line) as JobEvent);
	return {
		remote,
		connect,
		ingotFolder,
		jobFolder,
		start: (id, steps, more = {}) => {
			const {keep, files = [], ...plan}: More = 'length' in more ? {locks: more} : more;
			return startJob(keep === undefined ? remote : {...remote, worker: {...remote.worker, keepJobs: keep}}, {
				request: jobRequest(id, steps),
				plan: {steps: steps.map(toStep), locks: [`box-${id}`], done: 'localhost/x:1 is ready.', ...plan},
				scripts: files,
			});
		},
		events,
		ended: id =>
			until(
				() => (events(id).at(-1)?.kind === 'job-ended' && !isAtWork(jobFolder(id)) ? events(id) : undefined),
				{
					what: `the end of ${id}`,
					seen: () => JSON.stringify(events(id).slice(-5)),
				},
			),
		[Symbol.dispose]: () => rmSync(home, {recursive: true, force: true, maxRetries: 20}),
	};
};

const toStep = ({id, run, undo, settles}: ScriptStep): Step => ({
	id,
	title: id,
	argv: ['sh', '-c', run],
	...(undo === undefined ? {} : {undo: ['sh', '-c', undo]}),
	...(settles === undefined ? {} : {settles}),
});

export const jobRequest = (id: JobId, steps: readonly {readonly id: string}[]): JobRequest => ({
	version: 1,
	id,
	kind: 'snapshot',
	title: `It's "a" job`,
	worker: 'here',
	user: 'alice',
	host: 'laptop',
	ingot: '0.1.0',
	at: '2026-11-23T17:16:00.000Z',
	devbox: {id: 'a'.repeat(64), name: 'api'},
	reference: 'localhost/x:1',
	steps: steps.map(step => ({id: step.id, title: step.id})),
});

const connectTo = (env: Record<string, string>): Remote & {cut(): void} => {
	const children = new Set<ChildProcess>();
	const ended = Promise.withResolvers<Error | undefined>();
	const transport: Transport = {
		description: 'this machine',
		user: '',
		preamble: '',
		async exec(command) {
			const child = spawn('/bin/sh', ['-c', `exec ${command}`], {stdio: 'pipe', env});
			children.add(child);
			child.stdin.on('error', () => {});
			const exited = new Promise<number>(resolve => {
				child.on('close', code => {
					children.delete(child);
					resolve(code ?? 255);
				});
			});
			return {
				stdin: child.stdin,
				stdout: child.stdout,
				stderr: child.stderr,
				exited,
				close: () => child.kill(),
			};
		},
		openSocket: () => Promise.reject(new Error('no sockets here')),
		ping: async () => {},
		ended: ended.promise,
		close: () => ended.resolve(undefined),
	};
	const absent = () => Promise.reject(new Error('not on this worker'));
	return {
		worker: {name: 'here', kind: 'self-hosted'},
		prepare() {},
		run: (script, options) => runScript(transport, 'here', {script, ...options}),
		lines: (script, signal, {packedAs} = {}) =>
			scriptLines(transport, script, {signal, ...(packedAs !== undefined && {packedAs})}),
		send: (script, what) => sendBytes(transport, script, what),
		read: (script, signal) => readBytes(transport, {worker: 'here', script, signal}),
		facts: absent,
		devboxes: absent,
		images: absent,
		inspect: absent,
		inspectImage: absent,
		networks: absent,
		usage: absent,
		onSessions: () => {},
		answers: async () => true,
		changes: () => {
			throw new Error('not on this worker');
		},
		ended: ended.promise,
		close: transport.close,
		// As when the network goes: the channels end, nobody is asked.
		cut() {
			ended.resolve(new Error('cut'));
			for (const child of children) child.stdin?.end();
		},
	};
};

/** Whether the process lives that runs the job of this folder. */
const isAtWork = (folder: string): boolean => {
	const file = path.join(folder, 'pid');
	const [pid, startedAt] = existsSync(file) ? readFileSync(file, 'utf8').split(' ') : [];
	return !isDead(Number(pid)) && processState(Number(pid))?.startedAt === startedAt;
};

/** An event as one short line: what tests compare. */
export const told = (event: JobEvent): string =>
	[event.kind, event.step, event.text, event.outcome].filter(Boolean).join(' · ');

/** The process that runs the job. */
export const runnerPid = (worker: LocalWorker, id: JobId): number =>
	Number(readFileSync(path.join(worker.jobFolder(id), 'pid'), 'utf8').split(' ')[0]);

export const hasLogged = (worker: LocalWorker, id: string, text: string) =>
	until(() => worker.events(id).some(event => event.kind === 'log' && event.text === text), {
		what: `the log line ${text}`,
		seen: () => JSON.stringify(worker.events(id)),
	});

/** A killed process lives on for a moment; whoever asks then is told that it lives. */
export const killRunner = async (worker: LocalWorker, id: string): Promise<void> => {
	const pid = runnerPid(worker, id);
	process.kill(pid, 'SIGKILL');
	await until(() => isDead(pid), {what: 'its death'});
};

/** The process group of the running step. The step may print before its number is written. */
export const stepGroup = async (worker: LocalWorker, id: JobId): Promise<number> => {
	const file = path.join(worker.jobFolder(id), 'step.pid');
	const group = () => (existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) : 0);
	return until(group, {
		what: 'the process of the step',
	});
};

/** A step that says `started` and waits for letGo. */
export const go = 'echo started; until [ -e go ]; do sleep 0.05; done';
export const letGo = (worker: LocalWorker, id: string) =>
	worker.remote.run(`touch ${worker.jobFolder(id)}/go`);
