import {planFork, probeFork, submitFork} from '../../source/jobs/fork.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import type {Kind} from './faults-kinds.ts';
import type {FaultWorker} from './faults-lab.ts';
import {asker} from './snapshot-lab.ts';

// Jobs that make DevBoxes of a DevBox.

const busy = /^conflict: Another job holds it/u;

const boxOf = async (at: FaultWorker): Promise<Devbox> => {
	const {remote} = await at.on();
	const found = (await remote.devboxes()).find(({name}) => name === 'box');
	if (found === undefined) throw new Error('There is no DevBox.');
	return found;
};

const fork: Kind = {
	name: 'fork',
	box: 'running',
	victim: 'box',
	makes: false,
	settle: `[ "$(podman inspect --format '{{.State.Status}}' box-fork-1)" = running ]
		made=$(podman inspect --format '{{.Image}}' box-fork-1); podman rm -f -t 0 box-fork-1 >/dev/null; podman rmi "$made" >/dev/null`,
	busy,
	job: async at => {
		const {remote} = await at.on();
		const planned = planFork(
			await probeFork(remote, await boxOf(at)),
			{count: '1', method: 'staging'},
			asker,
		);
		return {
			id: planned.request.id,
			plan: planned.plan,
			start: plan => submitFork(remote, {...planned, plan}),
		};
	},
};

export const copyKinds: readonly Kind[] = [fork];
