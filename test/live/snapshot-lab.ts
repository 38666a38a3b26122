import {addKnownHost, readKnownHosts} from '../../source/disk/known-hosts-file.ts';
import {
	type PlannedSnapshot,
	planSnapshot,
	probeDevbox,
	submitSnapshot,
} from '../../source/jobs/create-image.ts';
import {followJob} from '../../source/jobs/follow-job.ts';
import type {JobEvent} from '../../source/model/job.ts';
import {quote} from '../../source/model/shell.ts';
import type {Draft, SnapshotMethod, SnapshotSource} from '../../source/model/snapshot.ts';
import type {Step} from '../../source/plan/step.ts';
import {connect} from '../../source/remote/connect/connect.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import type {ExecResult, Lab} from '../lab/lab.ts';

export const requester = {
	account: {user: 'alice', plan: 'pro', role: 'member'},
	host: 'laptop',
	ingot: '0.1.0',
} as const;

/** One worker of the lab, over real SSH. */
export type SnapshotLab = {
	readonly remote: Remote;
	/** Runs in the worker, past SSH; throws when it fails. @returns what it says */
	sh(script: string): Promise<string>;
	/** The full id of a container. */
	idOf(name: string): Promise<string>;
	look(name: string): Promise<SnapshotSource>;
	plan(source: SnapshotSource, draft: Partial<Draft>): PlannedSnapshot;
	/** Submits and follows to the end. */
	run(planned: PlannedSnapshot): Promise<readonly JobEvent[]>;
	/** Looks, plans and runs. */
	snapshot(name: string, draft: Partial<Draft>): Promise<readonly JobEvent[]>;
	/** Everything on the worker that a snapshot must not leave or change. */
	traces(): Promise<string>;
	/** Removes an image and its list of packages by hand; Ingot would forget the list with the image. */
	removeByHand(reference: string): Promise<string>;
};

/** @param exec runs a script there; default as root, past SSH */
export const snapshotLab = async (
	lab: Lab,
	worker = '1',
	exec: (script: string) => Promise<ExecResult> = script => lab.exec(worker, ['sh', '-euc', script]),
): Promise<SnapshotLab> => {
	const remote = await connect(
		{name: `${lab.name}-${worker}`, kind: 'self-hosted', ssh: `${lab.name}-${worker}`},
		{
			me: {home: '/root', login: 'root', sshConfig: lab.sshConfig, agentSocket: undefined},
			askSecret: async () => undefined,
			shared: new SharedConnections(),
			knownHosts: {read: readKnownHosts, add: addKnownHost},
			askHostKey: async () => 'no',
			signal: new AbortController().signal,
		},
	);
	const sh = async (script: string): Promise<string> => {
		const {code, stdout, stderr} = await exec(script);
		if (code !== 0) throw new Error(`${script}\n→ ${code}: ${stderr}${stdout}`);
		return stdout.trimEnd();
	};
	const idOf = (name: string) => sh(quote(['podman', 'container', 'inspect', '--format', '{{.Id}}', name]));
	const look = async (name: string) => probeDevbox(remote, await idOf(name));
	const plan = (source: SnapshotSource, draft: Partial<Draft>) =>
		planSnapshot(
			source,
			{name: 'made', tag: '1', capabilities: [], overwrite: false, method: 'auto', ...draft},
			requester,
		);
	const run = async (planned: PlannedSnapshot): Promise<readonly JobEvent[]> => {
		await submitSnapshot(remote, planned);
		return allEvents(remote, planned.request.id);
	};
	return {
		remote,
		sh,
		idOf,
		look,
		plan,
		run,
		snapshot: async (name, draft) => run(plan(await look(name), draft)),
		removeByHand: reference =>
			sh(
				`rm -r "$HOME/.local/state/ingot/images/$(podman image inspect --format '{{.Id}}' ${reference})"; podman rmi ${reference}`,
			),
		traces: () =>
			sh(`podman inspect --format '{{.Name}} {{.State.Status}}' $(podman ps -aq) | sort
				podman images -a --no-trunc --format '{{.Repository}}:{{.Tag}} {{.Id}}' | sort
				podman volume ls --quiet | sort
				ls -A "\${TMPDIR:-/var/tmp}"
				ls -A "$HOME/.local/state/ingot/images" 2>/dev/null || true
				ls -A "$HOME/.local/state/ingot/locks" 2>/dev/null || true`),
	};
};

export const allEvents = async (remote: Remote, id: string): Promise<readonly JobEvent[]> => {
	const seen: JobEvent[] = [];
	const signal = AbortSignal.timeout(300_000);
	for await (const event of followJob({id, after: 0, signal, remote: async () => remote})) seen.push(event);
	return seen;
};

export const outcomeOf = (events: readonly JobEvent[]): string =>
	`${events.at(-1)?.outcome}: ${events.at(-1)?.text}`;

/** The plan with what happens in one step changed. */
export const withStep = (
	planned: PlannedSnapshot,
	id: string,
	change: (command: string) => string,
): PlannedSnapshot => ({
	...planned,
	plan: {
		...planned.plan,
		steps: planned.plan.steps.map(step =>
			step.id === id ? ({...step, argv: ['sh', '-c', change(quote(step.argv))]} satisfies Step) : step,
		),
	},
});

/** Those for Linux. */
export const methods = ['staging', 'pause'] as const satisfies readonly SnapshotMethod[];
