import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {submitSnapshot} from '../../source/jobs/create-image.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {submitBuild} from '../../source/jobs/send-context.ts';
import type {PlanFile} from '../../source/plan/step.ts';
import halfImage from '../../source/worker/steps/half-image.sh';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type BuildLab, buildLab, makeContext} from './build-lab.ts';
import {halve} from './half-image.ts';
import {allEvents, outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
let builds: BuildLab;
let before: string;
beforeAll(async () => {
	lab = await holdLab({name: `halfc${process.pid}`, workers: 1});
	on = await snapshotLab(lab);
	builds = await buildLab(lab, '1');
	await on.sh('mkdir -p "$HOME/.local/state/ingot/images" "$HOME/.local/state/ingot/locks"');
});
afterAll(async () => {
	on?.remote.close();
	builds?.remote.close();
	await lab?.release();
});
beforeEach(async () => {
	before = await on.traces();
});

/** The job's Podman leaves half of the image that it writes, and hangs. */
const cut = (call: string, id: string): PlanFile => ({
	name: 'half-image.sh',
	text: `${halfImage}${halve}
podman() {
	case $1 in
	${call})
		/usr/bin/podman "$@" >whole 2>&1
		cat whole
		NAMELESS=1 halve "$(${id})"
		: >halved
		exec sleep 60
		;;
	*) command podman "$@" ;;
	esac
}
`,
});

const snapshot = async (method: 'staging' | 'pause'): Promise<string> => {
	const planned = on.plan(await on.look('api'), {method});
	await submitSnapshot(on.remote, {...planned, files: [...planned.files, cut('commit', 'tail -n 1 whole')]});
	return planned.request.id;
};
const build = async (): Promise<string> => {
	const planned = await builds.plan(
		makeContext({Containerfile: 'FROM localhost/devbase:1\nRUN echo one >/one\n'}),
	);
	const id = "sed 's/sha256://' built-id";
	const {sent} = await submitBuild(builds.remote, {...planned, files: [...planned.files, cut('build', id)]});
	await sent;
	return planned.request.id;
};

describe.each([
	['a snapshot of a copy', () => snapshot('staging')],
	['a snapshot of the DevBox itself', () => snapshot('pause')],
	['a build', build],
] as const)('%s whose Podman has written half of its image', (_, begin) => {
	const halved = async (): Promise<string> => {
		const id = await begin();
		await on.sh(`until [ -e "$HOME/.local/state/ingot/jobs/${id}/halved" ]; do sleep 0.05; done`);
		await expect(on.sh('podman images --all')).rejects.toThrow();
		return id;
	};

	test('leaves nothing where it is cancelled, and the images can be listed', async () => {
		const id = await halved();
		await cancelJob(on.remote, id, 'alice');
		expect(outcomeOf(await allEvents(on.remote, id))).toMatch(/^cancelled: (?!.*[Nn]ot rolled back)/u);
		expect(await on.traces()).toBe(before);
	});

	test('leaves nothing where everything is killed and the job is recovered', async () => {
		const id = await halved();
		await on.sh(`cd "$HOME/.local/state/ingot/jobs/${id}"; read -r runner _ <pid; read -r step _ <step.pid
			kill -KILL $runner -$step`);
		await recoverJob(on.remote, id);
		expect(await on.traces()).toBe(before);
	});
});
