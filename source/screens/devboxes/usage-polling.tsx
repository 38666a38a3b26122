import {Polling} from '../shared/polling.tsx';
import {useApp} from '../shared/use-app.ts';
import type {DevboxRow} from './devbox-rows.ts';

const everyMs = 2000;

/** Keeps CPU and memory of the running DevBoxes among these rows current. Those of a job are left out: Podman may hold them. */
export const UsagePolling = ({rows}: {rows: readonly DevboxRow[]}) => {
	const {actions} = useApp();
	const running = rows.filter(({devbox, isBusy}) => devbox.state === 'running' && !isBusy);
	const byWorker = Map.groupBy(running, ({worker}) => worker);
	return [...byWorker].map(([worker, own]) => (
		<Polling
			key={worker}
			everyMs={everyMs}
			ask={signal =>
				actions.measure(
					worker,
					own.map(({devbox}) => devbox.id),
					signal,
				)
			}
		/>
	));
};
