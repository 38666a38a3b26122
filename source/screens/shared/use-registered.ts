import {useEffect, useMemo, useRef, useState} from 'react';
import {connectedWorkers} from '../../model/fleet.ts';
import {hasEnded} from '../../model/job.ts';
import type {Registered} from '../../model/registered.ts';
import type {AppState} from '../../state/app-state.ts';
import type {RegistryActions} from '../../state/registry-actions.ts';
import {useApp, useAppState} from './use-app.ts';

/**
 * A screen that is left at once asks no worker, and requests that the user waits for go first. Answers are shown together, so that
 * those of a thousand workers do not draw the screen a thousand times.
 */
const restMs = 300;
const none: readonly Registered[] = [];

/** By worker. */
type Answers = Readonly<Record<string, readonly Registered[]>>;
type Wanted = {readonly workers: readonly string[]; readonly transfers: number};

/** How many pushes and pulls of this Ingot have ended: each may have recorded something. */
const transfersOf = (jobs: AppState['jobs']): number =>
	Object.values(jobs).filter(({job}) => hasEnded(job) && ['push', 'pull'].includes(job.request.kind)).length;

/**
 * Asks each worker once while it is connected, and again after a transfer; none waits for another. One that fails has nothing to
 * show, and is asked again when it has connected anew.
 */
const askWorkers = (ask: RegistryActions['listRegistered'], show: (answers: Answers) => void) => {
	const stop = new AbortController();
	/** Workers, with the transfers that had ended when they were asked. */
	const asked = new Map<string, number>();
	let wanted: Wanted = {workers: [], transfers: 0};
	let arrived: Answers = {};
	let timer: NodeJS.Timeout | undefined;
	const askOne = async (worker: string) => {
		asked.set(worker, wanted.transfers);
		const list = await ask(worker, stop.signal).catch(() => undefined);
		if (list === undefined || stop.signal.aborted) return;
		arrived = {...arrived, [worker]: list};
		soon();
	};
	const proceed = () => {
		timer = undefined;
		if (Object.keys(arrived).length > 0) show(arrived);
		arrived = {};
		for (const worker of wanted.workers) if (asked.get(worker) !== wanted.transfers) void askOne(worker);
	};
	const soon = () => {
		timer ??= setTimeout(proceed, restMs);
	};
	return {
		want(next: Wanted): void {
			wanted = next;
			const connected = new Set(next.workers);
			for (const worker of asked.keys()) if (!connected.has(worker)) asked.delete(worker);
			soon();
		},
		stop(): void {
			stop.abort();
			clearTimeout(timer);
		},
	};
};

/**
 * What the connected workers have recorded of their images in registries; none until they have answered. They are asked while a
 * screen that uses this is open.
 */
export const useRegistered = (): readonly Registered[] => {
	const {actions} = useApp();
	const ready = useAppState(({fleet}) => connectedWorkers(fleet).join('\n'));
	const transfers = useAppState(({jobs}) => transfersOf(jobs));
	const [found, setFound] = useState<Answers>({});
	const asking = useRef<ReturnType<typeof askWorkers>>(undefined);
	useEffect(() => {
		const begun = askWorkers(actions.listRegistered, answers =>
			setFound(before => ({...before, ...answers})),
		);
		asking.current = begun;
		return () => begun.stop();
	}, [actions]);
	useEffect(() => {
		const workers = ready.split('\n').filter(name => name !== '');
		if (workers.length > 0) asking.current?.want({workers, transfers});
	}, [ready, transfers]);
	return useMemo(() => ready.split('\n').flatMap(name => found[name] ?? none), [ready, found]);
};
