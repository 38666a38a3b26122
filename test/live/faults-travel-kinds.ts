import {type PlannedCopy, planCopy} from '../../source/jobs/copy-image.ts';
import {planImport, submitImport} from '../../source/jobs/import-image.ts';
import {readArchive} from '../../source/jobs/read-archive.ts';
import {readCopySource, readCopyTarget} from '../../source/jobs/read-copy.ts';
import {type PlannedTransfer, submitTransfer} from '../../source/jobs/registry-image.ts';
import {submitCopy} from '../../source/jobs/send-layers.ts';
import type {FaultJob, Kind} from './faults-kinds.ts';
import type {FaultWorker} from './faults-lab.ts';
import {credentials, hubOf, login} from './faults-travel-lab.ts';
import {pullOf, pushOf} from './registry-lab.ts';
import {requester} from './snapshot-lab.ts';

// Jobs that take an image to a registry, or bring one from a registry, a file or another worker.

const about = {
	box: 'running',
	victim: '',
	makes: false,
	busy: /^conflict: Another job is using /u,
} as const;

const toJob = async (at: FaultWorker, planned: PlannedTransfer): Promise<FaultJob> => {
	const {remote} = await at.on();
	return {
		id: planned.request.id,
		plan: planned.plan,
		start: plan => submitTransfer(remote, {...planned, plan}),
	};
};

let pushes = 0;

/** Each job pushes under another name, so that it has something to send. */
const push: Kind = {
	...about,
	name: 'push',
	settle: `cd "$HOME/.local/state/ingot/images/$(podman image inspect --format '{{.Id}}' localhost/spare:1)"
		read -r name digest <registries
		[ "$(skopeo inspect --tls-verify=false --creds ${credentials} --format '{{.Digest}}' "docker://$name")" = "$digest" ]
		rm registries`,
	restore: `[ ! -e "$HOME/.local/state/ingot/images/$(podman image inspect --format '{{.Id}}' localhost/spare:1)/registries" ]`,
	job: async at => {
		const {registry} = await hubOf(at);
		pushes += 1;
		const to = `${registry.at}/pushed-${pushes}/spare:1`;
		return toJob(at, await pushOf(await at.on(), 'localhost/spare:1', {to, login}));
	},
};

const recorded = '"$HOME/.local/state/ingot/images/$(cat /root/travelled.id)"';
/** The image is the one of the hub, and goes, with what is recorded beside it. */
const arrives = {
	settle: `[ "$(podman image inspect --format '{{.Id}}' localhost/travelled:1)" = "$(cat /root/travelled.id)" ]
		podman rmi localhost/travelled:1 >/dev/null; rm -r ${recorded}`,
	// On a full disk the image stays, too, and its outcome says how it is removed.
	restore: `[ ! -e ${recorded} ] || podman image exists "$(cat /root/travelled.id)"`,
} as const;

const pull: Kind = {
	...about,
	...arrives,
	name: 'pull',
	job: async at => {
		const {registry} = await hubOf(at);
		return toJob(at, pullOf(await at.on(), `${registry.at}/team/travelled:1`, {login}));
	},
};

const ends = (at: FaultWorker) => ({
	signal: new AbortController().signal,
	target: async () => (await at.on()).remote,
});

const mustPlan = (planned: PlannedCopy | undefined): PlannedCopy => {
	if (planned === undefined) throw new Error('The image is there already.');
	return planned;
};

const reference = 'localhost/travelled:1';

const bring: Kind = {
	...about,
	...arrives,
	name: 'import',
	job: async at => {
		const archive = await readArchive((await hubOf(at)).archive, {signal: new AbortController().signal});
		const {remote} = await at.on();
		const target = await readCopyTarget(remote, {id: archive.id, reference});
		const wish = {reference, overwrite: false, force: false};
		const planned = mustPlan(planImport({archive, target}, wish, requester));
		return {
			id: planned.request.id,
			plan: planned.plan,
			start: async plan => void (await submitImport(ends(at), {archive, planned: {...planned, plan}})),
		};
	},
};

const copy: Kind = {
	...about,
	...arrives,
	name: 'copy',
	job: async at => {
		const hub = await (await hubOf(at)).connect();
		const image = (await hub.remote.images()).managed.find(each => each.reference === reference);
		if (image === undefined) throw new Error(`no ${reference}`);
		const source = await readCopySource(hub.remote, image);
		const target = await readCopyTarget((await at.on()).remote, image);
		const planned = mustPlan(planCopy({source, target}, {overwrite: false, force: false}, requester));
		return {
			id: planned.request.id,
			plan: planned.plan,
			async start(plan) {
				const from = {...ends(at), source: async () => hub.remote};
				const {sent} = await submitCopy(from, {...planned, plan});
				void sent.then(() => hub.remote.close());
			},
		};
	},
};

export const travelKinds: readonly Kind[] = [push, pull, bring, copy];
