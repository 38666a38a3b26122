import {readFileSync} from 'node:fs';
import {followJob, JobInterrupted} from '../../source/jobs/follow-job.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import type {JobEvent} from '../../source/model/job.ts';
import {quote} from '../../source/model/shell.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {sleep} from '../../source/time/sleep.ts';
import {until} from '../driver/until.ts';
import type {Lab} from '../lab/lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

/** A worker that harm is done to. */
export type FaultWorker = {
	readonly lab: Lab;
	readonly worker: string;
	/** The connection of the moment. */
	on(): Promise<SnapshotLab>;
	/** Past SSH; throws when it fails. */
	sh(script: string): Promise<string>;
	/** A verb of test/lab/harm.sh. */
	harm(...argv: readonly string[]): Promise<string>;
	close(): void;
};

const harm = readFileSync(new URL('../lab/harm.sh', import.meta.url), 'utf8');

export const faultWorker = async (lab: Lab, worker: string): Promise<FaultWorker> => {
	let current: Promise<SnapshotLab> | undefined;
	const sh = async (script: string): Promise<string> => {
		const {code, stdout, stderr} = await lab.exec(worker, ['sh', '-euc', script]);
		if (code !== 0) throw new Error(`${script}\n→ ${code}: ${stderr}${stdout}`);
		return stdout.trimEnd();
	};
	const on = (): Promise<SnapshotLab> => {
		if (current !== undefined) return current;
		const made = snapshotLab(lab, worker);
		current = made;
		const forget = () => {
			if (current === made) current = undefined;
		};
		made.then(({remote}) => remote.ended).then(forget, forget);
		return made;
	};
	const {code, stderr} = await lab.exec(
		worker,
		['sh', '-euc', 'cat >/run/harm.sh; sh /run/harm.sh install'],
		{
			input: harm,
		},
	);
	if (code !== 0) throw new Error(`harm.sh is not installed: ${stderr}`);
	return {
		lab,
		worker,
		on,
		sh,
		harm: (...argv) => sh(quote(['sh', '/run/harm.sh', ...argv])),
		close: () => void current?.then(({remote}) => remote.close()).catch(() => {}),
	};
};

/** One job as it is followed, from its start to its end, over however many connections. */
export type Watch = {
	readonly seen: readonly JobEvent[];
	/** Waits until a step says this line. */
	said(line: string): Promise<void>;
	/** Takes back what a dead runner has left, asked by so many at once. */
	recover(times?: number): Promise<void>;
	/** @returns outcome and text */
	ended(): Promise<string>;
};

export const folderOf = (id: string): string => `/root/.local/state/ingot/jobs/${id}`;

export const watchJob = (at: FaultWorker, id: string): Watch => {
	const seen: JobEvent[] = [];
	const gate = Promise.withResolvers<void>();
	const signal = AbortSignal.timeout(300_000);
	/** A network that is cut for long refuses connections meanwhile. */
	const remote = async (): Promise<Remote> => {
		for (;;) {
			try {
				return (await at.on()).remote;
			} catch (thrown) {
				if (signal.aborted) throw thrown;
				await sleep(500, {signal});
			}
		}
	};
	const follow = async (): Promise<void> => {
		try {
			for await (const event of followJob({id, after: seen.at(-1)?.seq ?? 0, signal, remote}))
				seen.push(event);
		} catch (thrown) {
			if (!(thrown instanceof JobInterrupted)) throw thrown;
			await gate.promise;
			await follow();
		}
	};
	const all = follow();
	all.catch(() => {});
	const last = () => seen.at(-1);
	const outcome = () => `${last()?.outcome}: ${last()?.text}`;
	return {
		seen,
		said: async line => {
			await until(() => seen.some(event => event.text === line) || last()?.kind === 'job-ended', {
				what: line,
				seen: outcome,
			});
			if (!seen.some(event => event.text === line)) throw new Error(`It did not say “${line}”: ${outcome()}`);
		},
		recover: async (times = 1) => {
			const on = await remote();
			await Promise.all(Array.from({length: times}, () => recoverJob(on, id)));
			gate.resolve();
		},
		ended: async () => {
			await all;
			return outcome();
		},
	};
};
