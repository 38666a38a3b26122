import {planBuild, probeBuild, readBuild} from '../../source/jobs/build-image.ts';
import {readImageUse} from '../../source/jobs/change-image.ts';
import {planDelete, planPrune, submitImageJob} from '../../source/jobs/image-jobs.ts';
import type {PlannedJob} from '../../source/jobs/planned-job.ts';
import {listUnnamed} from '../../source/jobs/prune-images.ts';
import {submitBuild} from '../../source/jobs/send-context.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {image} from '../launch-context.ts';
import {makeContext} from './build-lab.ts';
import type {FaultJob, Kind} from './faults-kinds.ts';
import {requester} from './snapshot-lab.ts';

// Jobs that are about an image alone: nobody's DevBox is their victim.

const busy = /^conflict: Another job is using /u;
const about = {box: 'running', victim: '', makes: false} as const;

const containerfile = 'FROM localhost/devbase:1\nCOPY part /part\nRUN echo one >/one\nCMD ["sleep", "987"]\n';

const build: Kind = {
	...about,
	name: 'build',
	settle: `[ "$(podman image inspect --format '{{index .Labels "io.clustercode.owner"}}' localhost/built:1)" = alice ]
		podman rmi localhost/built:1 >/dev/null`,
	busy,
	job: async at => {
		const {remote} = await at.on();
		const context = makeContext({Containerfile: containerfile, part: Buffer.alloc(2 ** 21, 'x')});
		const input = await readBuild({context, file: undefined}, new AbortController().signal);
		const source = await probeBuild(remote, input, {buildArgs: []});
		const draft = {name: 'built', tag: '1', capabilities: [], overwrite: true, buildArgs: []};
		const planned = planBuild(source, draft, requester);
		return {
			id: planned.request.id,
			plan: planned.plan,
			start: async plan => void (await submitBuild(remote, {...planned, plan})),
		};
	},
};

const toJob = (remote: Remote, planned: PlannedJob): FaultJob => ({
	id: planned.request.id,
	plan: planned.plan,
	start: plan => submitImageJob(remote, {...planned, plan}),
});

/** Brings an image back with its id, which a build would not. */
const bringBack = (file: string): string => `podman load --quiet --input ${file} >/dev/null`;

const remove: Kind = {
	...about,
	name: 'delete',
	settle: `! podman image exists localhost/spare:1; ${bringBack('/root/spare.tar')}`,
	restore: `podman image exists localhost/spare:1 || ${bringBack('/root/spare.tar')}`,
	busy,
	job: async at => {
		const {remote} = await at.on();
		const id = await at.sh("podman image inspect --format '{{.Id}}' localhost/spare:1");
		const spare = image('spare', {worker: remote.worker.name, tag: '1', id, owner: 'alice'});
		return toJob(remote, planDelete(spare, await readImageUse(remote, spare), requester));
	},
};

const unnamed = '$(cat /root/unnamed.id)';
const bringUnnamed = `${bringBack('/root/unnamed.tar')}; podman untag ${unnamed}`;

const prune: Kind = {
	...about,
	name: 'prune',
	settle: `! podman image exists ${unnamed}; ${bringUnnamed}`,
	restore: `podman image exists ${unnamed} || { ${bringUnnamed}; }`,
	// Two may do the same: each takes what is left.
	busy: undefined,
	job: async at => {
		const {remote} = await at.on();
		const ids = (await listUnnamed(remote, requester.account)).map(({id}) => id);
		if (ids.length === 0) throw new Error('There is no unnamed image.');
		return toJob(remote, planPrune(remote.worker.name, ids, requester));
	},
};

export const imageKinds: readonly Kind[] = [build, remove, prune];

/** The images that these kinds delete, and files to bring them back from. */
export const spareImages = `make() {
		printf 'FROM localhost/devbase:1\\nLABEL io.clustercode.managed=true io.clustercode.owner=alice spare=%s\\n' "$1" |
			podman build --quiet --tag "localhost/$1:1" --file - /tmp/checked >/dev/null
		podman save --quiet --output "/root/$1.tar" "localhost/$1:1"
	}
	make spare
	make unnamed
	podman image inspect --format '{{.Id}}' localhost/unnamed:1 >/root/unnamed.id
	podman untag ${unnamed}`;
