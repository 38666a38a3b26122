import {useState} from 'react';
import {connectedWorkers} from '../../model/fleet.ts';
import {useAppState} from './use-app.ts';

/** Counts how often a worker has connected: what failed before may work now. */
export const useReconnects = (): number => {
	const names = useAppState(state => connectedWorkers(state.fleet).join('\n'));
	const [seen, setSeen] = useState({names, count: 0});
	if (names !== seen.names) {
		const before = seen.names.split('\n');
		const isNew = names.split('\n').some(each => each !== '' && !before.includes(each));
		setSeen({names, count: seen.count + (isNew ? 1 : 0)});
	}
	return seen.count;
};
