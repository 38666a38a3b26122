import {useEffect, useState} from 'react';
import {hasEnded} from '../../model/job.ts';
import type {Registered} from '../../model/registered.ts';
import type {AppState} from '../../state/app-state.ts';
import {useApp, useAppState} from './use-app.ts';

/** A screen that is left at once asks nobody, and whoever is waited for is asked first. */
const restMs = 300;
const none: readonly Registered[] = [];

/** How many pushes and pulls of this Ingot have ended: each may have recorded something. */
const transfersOf = (jobs: AppState['jobs']): number =>
	Object.values(jobs).filter(({job}) => hasEnded(job) && ['push', 'pull'].includes(job.request.kind)).length;

/**
 * What the connected workers have recorded of their images in registries; none until they have answered. Asked when a screen opens,
 * and again after each push and pull.
 */
export const useRegistered = (): readonly Registered[] => {
	const {actions} = useApp();
	const ready = useAppState(({fleet}) =>
		Object.values(fleet)
			.flatMap(({worker, reach}) => (reach.state === 'ready' ? [worker.name] : []))
			.join('\n'),
	);
	const transfers = useAppState(({jobs}) => transfersOf(jobs));
	const [found, setFound] = useState(none);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a job that ended is a reason to ask again
	useEffect(() => {
		if (ready === '') return;
		const stop = new AbortController();
		const {signal} = stop;
		const ask = (worker: string) => actions.listRegistered(worker, signal).catch(() => none);
		const timer = setTimeout(
			() =>
				void Promise.all(ready.split('\n').map(ask)).then(lists => signal.aborted || setFound(lists.flat())),
			restMs,
		);
		return () => {
			clearTimeout(timer);
			stop.abort();
		};
	}, [actions, ready, transfers]);
	return found;
};
