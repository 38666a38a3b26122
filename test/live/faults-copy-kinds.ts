import {planFork, probeFork, submitFork} from '../../source/jobs/fork.ts';
import {planRollback, probeRollback, submitRollback} from '../../source/jobs/rollback.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import type {Kind} from './faults-kinds.ts';
import type {FaultWorker} from './faults-lab.ts';
import {requester} from './snapshot-lab.ts';

// Jobs that make DevBoxes of a DevBox.

const busy = /^conflict: Another job is using /u;

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
			requester,
		);
		return {
			id: planned.request.id,
			plan: planned.plan,
			start: plan => submitFork(remote, {...planned, plan}),
		};
	},
};

/** A second one wants the same DevBox, whatever it is called by then. */
const rollback = (): Kind => {
	const known = new Map<string, Devbox>();
	return {
		name: 'rollback',
		box: 'running',
		victim: 'box',
		makes: false,
		restarts: true,
		settle: `[ "$(podman inspect --format '{{.State.Status}} {{.ImageName}}' box)" = 'running localhost/checked:1' ]
			podman rm -f -t 0 box >/dev/null; podman rename "$(podman ps -a --format '{{.Names}}' | grep '^box-before-')" box; podman start box`,
		busy,
		job: async (at, second) => {
			const {remote} = await at.on();
			const box = (second && known.get(at.worker)) || (await boxOf(at));
			known.set(at.worker, box);
			const {managed} = await remote.images();
			const image = managed.find(({reference}) => reference === 'localhost/checked:1');
			if (image === undefined) throw new Error('There is no image.');
			const planned = planRollback(await probeRollback(remote, {devbox: box, image}), requester);
			return {
				id: planned.request.id,
				plan: planned.plan,
				start: plan => submitRollback(remote, {...planned, plan}),
			};
		},
	};
};

export const copyKinds: readonly Kind[] = [fork, rollback()];
