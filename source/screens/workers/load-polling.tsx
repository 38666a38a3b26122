import {Polling} from '../shared/polling.tsx';
import {useApp} from '../shared/use-app.ts';
import type {WorkerRow} from './worker-row.ts';

const everyMs = 5000;

/** Keeps the figures of the connected workers among these rows current. Draws nothing. */
export const LoadPolling = ({rows}: {rows: readonly WorkerRow[]}) => {
	const {actions} = useApp();
	return rows
		.filter(({view}) => view.reach.state === 'ready')
		.map(({view: {worker}}) => (
			<Polling key={worker.name} everyMs={everyMs} ask={signal => actions.readLoad(worker.name, signal)} />
		));
};
