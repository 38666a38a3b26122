import {expect, onTestFailed} from 'vitest';
import {type PlannedSnapshot, submitSnapshot} from '../../source/jobs/create-image.ts';
import {followJob} from '../../source/jobs/follow-job.ts';
import {holdLab, type Lab, type WorkerKind} from '../lab/lab.ts';
import {allEvents, outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

/** A worker with a Windows DevBox that is harmed during its snapshot. */
export type FaultLab = {
	readonly lab: Lab;
	readonly win: WindowsLab;
	on: SnapshotLab;
	/** A snapshot of that DevBox that would replace `kept:1`. */
	plan(devbox?: string): Promise<PlannedSnapshot>;
	submit(planned: PlannedSnapshot): Promise<void>;
	/** Waits until a command in the worker succeeds, and then does harm at once. */
	when(fact: string, harm: string): Promise<void>;
	/** Follows until a step says this line. */
	untilSaid(planned: PlannedSnapshot, line: string): Promise<void>;
	/** Follows to the end. @returns outcome and text */
	ended(planned: PlannedSnapshot): Promise<string>;
	run(planned: PlannedSnapshot): Promise<string>;
	/** Everything that a snapshot must not leave or change: containers, images, files, locks, processes. */
	traces(): Promise<string>;
	/** Waits until there is nothing but what was there before: the last processes may be about to end. */
	isClean(before: string): Promise<void>;
	release(): Promise<void>;
};

/** Where a job's folder is. */
export const folderOf = ({request}: PlannedSnapshot): string => `/root/.local/state/ingot/jobs/${request.id}`;

/** What a step that shall be caught does; no other process has this name. */
export const wait = 'exec sleep 98765';

// sleep 98765: see `wait`. What runs in a container has another folder.
const processes = `
	pgrep -x qemu-img || true
	pgrep -f '[s]leep 98765' || true
	pgrep -f '[j]ob-runner.sh' || true
	for pid in $(pgrep -x 'podman|cp|cmp|sync|du|find'); do
		readlink "/proc/$pid/cwd" | grep /ingot/jobs/ || true
	done`;

export const faultLab = async (name: string, kind: WorkerKind = 'windows'): Promise<FaultLab> => {
	const lab = await holdLab({name: `${name}${process.pid}`, workers: 0});
	await lab.addWorker('win', kind, {storageMb: 1400});
	const win = windowsLab(lab, 'win');
	await win.untilSaid('win11', 'count=2');
	await win.sh('podman tag localhost/devbase:1 localhost/kept:1');
	const submit = (planned: PlannedSnapshot) => submitSnapshot(self.on.remote, planned);
	const ended = async (planned: PlannedSnapshot) => {
		const events = await allEvents(self.on.remote, planned.request.id);
		onTestFailed(() =>
			console.error(
				events.map(({at, step, kind, text}) => `${at} ${step ?? ''} ${kind} ${text ?? ''}`).join('\n'),
			),
		);
		return outcomeOf(events);
	};
	const traces = async () => `${await self.on.traces()}${await win.sh(processes)}`;
	const self: FaultLab = {
		lab,
		win,
		on: await snapshotLab(lab, 'win'),
		plan: async (devbox = 'win11') =>
			self.on.plan(await self.on.look(devbox), {name: 'kept', tag: '1', overwrite: true}),
		submit,
		when: async (fact, harm) => {
			// Windows boots before the later steps, without KVM and perhaps beside other tests.
			await win.sh(`end=$(($(date +%s) + 200))
				until { ${fact}; } >/dev/null 2>&1; do [ "$(date +%s)" -lt "$end" ]; sleep 0.02; done
				${harm}`);
		},
		untilSaid: async (planned, line) => {
			const {id} = planned.request;
			const signal = AbortSignal.timeout(400_000);
			for await (const event of followJob({id, after: 0, signal, remote: async () => self.on.remote})) {
				if (event.text === line) return;
				if (event.kind === 'job-ended') break;
			}
			throw new Error(`It did not say “${line}”: ${await ended(planned)}`);
		},
		ended,
		run: async planned => {
			await submit(planned);
			return ended(planned);
		},
		traces,
		isClean: before => expect.poll(traces, {timeout: 120_000}).toBe(before),
		release: async () => {
			self.on.remote.close();
			await lab.release();
		},
	};
	return self;
};
