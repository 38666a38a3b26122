import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, onTestFinished} from 'vitest';
import {type PlannedBuild, planBuild, probeBuild, readBuild} from '../../source/jobs/build-image.ts';
import {submitBuild} from '../../source/jobs/send-context.ts';
import type {BuildDraft} from '../../source/model/build.ts';
import type {JobEvent} from '../../source/model/job.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {allEvents, requester, snapshotLab} from './snapshot-lab.ts';

/** Files by path; a function makes something else in their place. */
export type Files = Readonly<Record<string, string | Buffer | ((place: string) => void)>>;

/** A folder with these files, for the length of the test. */
export const makeContext = (files: Files): string => {
	const folder = mkdtempSync(path.join(tmpdir(), 'context-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	for (const [name, content] of Object.entries(files)) {
		const place = path.join(folder, name);
		mkdirSync(path.dirname(place), {recursive: true});
		if (typeof content === 'function') content(place);
		else writeFileSync(place, content);
	}
	return folder;
};

/** One worker of the lab that builds. */
export type BuildLab = {
	readonly remote: Remote;
	sh(script: string): Promise<string>;
	plan(context: string, draft?: Partial<BuildDraft>, file?: string): Promise<PlannedBuild>;
	/** Starts it, sends the context and follows to the end. */
	run(planned: PlannedBuild, through?: Remote): Promise<readonly JobEvent[]>;
	/** Everything that a build which fails must not leave or change. */
	traces(): Promise<string>;
};

export const buildLab = async (lab: Lab, worker: string): Promise<BuildLab> => {
	const {remote, sh} = await snapshotLab(lab, worker);
	const {signal} = new AbortController();
	return {
		remote,
		sh,
		async plan(context, draft = {}, file) {
			const input = await readBuild({context, file}, signal);
			const buildArgs = draft.buildArgs ?? [];
			const source = await probeBuild(remote, input, {buildArgs});
			return planBuild(
				source,
				{name: 'built', tag: '1', capabilities: [], overwrite: true, buildArgs, ...draft},
				requester,
			);
		},
		async run(planned, through = remote) {
			const {sent} = await submitBuild(through, planned);
			const events = await allEvents(remote, planned.request.id);
			await sent;
			return events;
		},
		traces: () =>
			sh(`podman ps --all --external --no-trunc --format '{{.ID}} {{.Names}} {{.State}}' | sort
				podman images --all --no-trunc --format '{{.Repository}}:{{.Tag}} {{.Id}}' | sort
				ls -A /var/tmp
				ls -A "$HOME/.local/state/ingot/locks"
				ps -eo args | grep -e '[s]leep 987' -e '[t]ar -x' -e 'podman [b]uild' || true`),
	};
};

/** A lab of one worker that builds, for all tests of a file. @param onUp gets it before the first test */
export const holdBuildLab = (name: string, onUp: (held: {lab: Lab; on: BuildLab}) => void): void => {
	let lab: Lab | undefined;
	let on: BuildLab | undefined;
	beforeAll(async () => {
		lab = await holdLab({name: `${name}${process.pid}`, workers: 0});
		await lab.addWorker('b', 'plain');
		on = await buildLab(lab, 'b');
		await on.sh('mkdir -p "$HOME/.local/state/ingot/locks"');
		onUp({lab, on});
	});
	afterAll(async () => {
		on?.remote.close();
		await lab?.release();
	});
};
