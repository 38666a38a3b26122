import {describeDevbox} from '../jobs/describe-devbox.ts';
import {execArgv} from '../jobs/exec-argv.ts';
import {followOutput} from '../jobs/follow-output.ts';
import type {Devbox, DevboxAbout} from '../model/devbox.ts';
import type {Failure} from '../model/failure.ts';
import type {LogRing} from '../model/log-ring.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import type {AppStore} from './app-state.ts';
import {mountsInOrder} from './in-order.ts';
import {findShellProblem} from './shell-problem.ts';

/** What can be seen of a DevBox, and a shell in it; nothing here changes it. */
export type DevboxViews = {
	/** A shell in it, on this terminal: call it while the screen is suspended. @returns the shell's exit code */
	shell(worker: string, devboxId: string): Promise<number>;
	/** Why a shell with this exit code did not begin or was cut off; undefined where it ended by itself. @throws Failure when the worker does not answer */
	shellProblem(devbox: Devbox, code: number): Promise<Failure | undefined>;
	/** Reads what running DevBoxes of a connected worker use, into the state; nothing while a shell has the terminal. */
	measure(worker: string, ids: readonly string[], signal: AbortSignal): Promise<void>;
	/** @throws Failure when it is gone, or the worker does not answer in time */
	describe(devbox: Devbox, signal: AbortSignal): Promise<DevboxAbout>;
	/** Streams the output of a DevBox until it ends or the signal aborts. */
	output(devbox: {worker: string; id: string}, ring: LogRing, signal: AbortSignal): Promise<void>;
};

export type ViewDeps = {
	readonly store: AppStore;
	readonly remoteOf: (worker: string) => Promise<Remote>;
	/** Runs argv on a worker with this terminal. */
	readonly interactive: (worker: Worker, argv: readonly string[]) => Promise<number>;
};

/** Figures that arrive later are not worth waiting for, ms. */
const measureMs = 10_000;
const describeMs = 20_000;

/** Shells, output and figures of DevBoxes, for as long as a screen wants them. */
export const devboxViews = ({store, remoteOf, interactive}: ViewDeps): DevboxViews => {
	let shells = 0;
	return {
		async shell(worker, devboxId) {
			const view = store.get().fleet[worker];
			if (view === undefined) return 1;
			shells += 1;
			try {
				return await interactive(view.worker, execArgv(devboxId, [], true));
			} finally {
				shells -= 1;
			}
		},
		async shellProblem(devbox, code) {
			// Podman's own codes, and those of a shell whose last command had one of them.
			if (code < 125) return undefined;
			return findShellProblem(await remoteOf(devbox.worker), devbox, code);
		},
		async measure(worker, ids, signal) {
			if (shells > 0 || store.get().fleet[worker]?.reach.state !== 'ready') return;
			const read = async () => (await remoteOf(worker)).usage(ids, {signal, timeoutMs: measureMs});
			const samples = await read().catch(() => undefined);
			if (!signal.aborted) store.send({type: 'usage-read', worker, samples});
		},
		async describe({worker, id}, signal) {
			const {reach} = store.get().fleet[worker] ?? {};
			const rootless = reach?.state === 'ready' && reach.facts?.rootless === true;
			const remote = await remoteOf(worker);
			return mountsInOrder(await describeDevbox(remote, {id, rootless}, {signal, timeoutMs: describeMs}));
		},
		async output({worker, id}, ring, signal) {
			for await (const line of followOutput({remote: () => remoteOf(worker), id, signal}))
				ring.push({text: neutralise(line), tone: 'plain'});
		},
	};
};
