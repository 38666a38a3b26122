import {useEffect, useMemo, useState} from 'react';
import {connectedWorkers} from '../../model/fleet.ts';
import {hasEnded} from '../../model/job.ts';
import type {Registered} from '../../model/registered.ts';
import type {AppState} from '../../state/app-state.ts';
import {useApp, useAppState} from './use-app.ts';

/** A screen that is left at once asks nobody, and whoever is waited for is asked first. */
const restMs = 300;
const none: readonly Registered[] = [];

/** What a worker said, after so many transfers. */
type Answer = {readonly transfers: number; readonly list: readonly Registered[]};

/** How many pushes and pulls of this Ingot have ended: each may have recorded something. */
const transfersOf = (jobs: AppState['jobs']): number =>
	Object.values(jobs).filter(({job}) => hasEnded(job) && ['push', 'pull'].includes(job.request.kind)).length;

/**
 * What the connected workers have recorded of their images in registries; none until they have answered. Each is asked once while a
 * screen is open, however many connect after it, and again after a push or a pull.
 */
export const useRegistered = (): readonly Registered[] => {
	const {actions} = useApp();
	const ready = useAppState(({fleet}) => connectedWorkers(fleet).join('\n'));
	const transfers = useAppState(({jobs}) => transfersOf(jobs));
	const [found, setFound] = useState<Readonly<Record<string, Answer>>>({});
	useEffect(() => {
		const names = ready.split('\n').filter(name => name !== '' && found[name]?.transfers !== transfers);
		if (names.length === 0) return;
		const stop = new AbortController();
		const {signal} = stop;
		const ask = (name: string) =>
			actions.listRegistered(name, signal).then(
				list => [[name, {transfers, list}] as const],
				() => [],
			);
		const askAll = async () => {
			const answers = (await Promise.all(names.map(ask))).flat();
			if (!signal.aborted && answers.length > 0)
				setFound(before => ({...before, ...Object.fromEntries(answers)}));
		};
		const timer = setTimeout(() => void askAll(), restMs);
		return () => {
			clearTimeout(timer);
			stop.abort();
		};
	}, [actions, ready, transfers, found]);
	return useMemo(() => ready.split('\n').flatMap(name => found[name]?.list ?? none), [ready, found]);
};
