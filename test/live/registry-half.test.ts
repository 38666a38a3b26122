import {beforeEach, describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {type PlannedTransfer, submitTransfer} from '../../source/jobs/registry-image.ts';
import {registryScripts} from '../../source/jobs/registry-scripts.ts';
import {halve} from './half-image.ts';
import {holdRegistryLab, type LabRegistry, makeImage, pullOf, pushOf, run, traces} from './registry-lab.ts';
import {allEvents, outcomeOf, type SnapshotLab} from './snapshot-lab.ts';

let a: SnapshotLab;
let b: SnapshotLab;
let registry: LabRegistry;
let before: string;

holdRegistryLab('reghalf', held => {
	({a, b, registry} = held);
});
beforeEach(async () => {
	if ((await a.sh('podman images')).includes('localhost/web')) return;
	await makeImage(a, 'web', {kib: 300});
	await run(a, await pushOf(a, 'localhost/web:1', {to: `${registry.at}/web:1`}));
	await makeImage(b, 'own', {kib: 20});
});
beforeEach(async () => {
	before = await traces(b);
});

/** Where Podman ends in the middle of its work: a case of the shell for its arguments, and how it prints the id. */
const places = {
	list: {call: "'manifest create'", id: 'tail -n 1', nameless: ''},
	image: {call: "'pull '*", id: "grep -x '[0-9a-f]*'", nameless: 'NAMELESS=1'},
} as const;

/** The job's Podman leaves half of what it writes there, and ends when somebody ends the job. */
const cutAt = (planned: PlannedTransfer, place: keyof typeof places): PlannedTransfer => {
	const {call, id, nameless} = places[place];
	const podman = `${halve}
podman() {
	case "$1 $2" in
	${call})
		/usr/bin/podman "$@" >whole 2>&1
		cat whole
		${nameless} halve "$(${id} whole)"
		: >halved
		exec sleep 60
		;;
	*) /usr/bin/podman "$@" ;;
	esac
}
`;
	const asked = registryScripts.filter(({name}) => name === 'ask-registry.sh');
	return {
		...planned,
		files: [...planned.files, ...asked.map(({name, text}) => ({name, text: text + podman}))],
	};
};

const begin = async (planned: PlannedTransfer): Promise<string> => {
	await submitTransfer(b.remote, planned);
	const {id} = planned.request;
	await b.sh(`until [ -e "$HOME/.local/state/ingot/jobs/${id}/halved" ]; do sleep 0.05; done`);
	await expect(b.sh('podman images --all')).rejects.toThrow();
	return id;
};
const pull = () => pullOf(b, `${registry.at}/web:1`);
const push = () => pushOf(b, 'localhost/own:1', {to: `${registry.at}/own:1`});

describe.each([
	['a pull that writes its list', pull, 'list'],
	['a pull that writes the image', pull, 'image'],
	['a push that writes its list', push, 'list'],
] as const)('%s', (_, plan, place) => {
	test('leaves nothing where it is cancelled, and the images can be listed', async () => {
		const id = await begin(cutAt(await plan(), place));
		await cancelJob(b.remote, id, 'alice');
		expect(outcomeOf(await allEvents(b.remote, id))).toMatch(/^cancelled: (?!.*[Nn]ot rolled back)/u);
		expect(await traces(b)).toBe(before);
		if (place === 'image') expect(outcomeOf(await run(b, pull()))).toBe('done: localhost/web:1 is ready.');
		if (place === 'image')
			await b.sh('podman rmi localhost/web:1; rm -r "$HOME/.local/state/ingot/images"/*');
	});

	test('leaves nothing where the worker kills everything and the job is recovered', async () => {
		const id = await begin(cutAt(await plan(), place));
		await b.sh(`cd "$HOME/.local/state/ingot/jobs/${id}"; read -r runner _ <pid; read -r step _ <step.pid
			kill -KILL $runner -$step`);
		await recoverJob(b.remote, id);
		expect(await traces(b)).toBe(before);
	});
});
