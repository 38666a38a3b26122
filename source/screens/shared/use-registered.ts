import {useEffect, useState} from 'react';
import type {Registered} from '../../model/registered.ts';
import {useApp, useAppState} from './use-app.ts';

/** A screen that is left at once asks nobody, and whoever is waited for is asked first. */
const restMs = 300;
const none: readonly Registered[] = [];

/** What the connected workers have recorded of their images in registries, asked once while a screen is open; none until then. */
export const useRegistered = (): readonly Registered[] => {
	const {actions} = useApp();
	const ready = useAppState(({fleet}) =>
		Object.values(fleet)
			.flatMap(({worker, reach}) => (reach.state === 'ready' ? [worker.name] : []))
			.join('\n'),
	);
	const [found, setFound] = useState(none);
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
	}, [actions, ready]);
	return found;
};
