import {formatCapabilities} from '../model/capability.ts';
import {commandWords} from '../model/command-line.ts';
import {parseVariable, type Variable} from '../model/environment.ts';
import {type Labels, labels} from '../model/labels.ts';
import type {LaunchDraft, LaunchGround} from '../model/launch.ts';
import {quote} from '../model/shell.ts';
import type {Plan, PlanFile, Step} from './step.ts';

export type LaunchRequest = {
	readonly job: string;
	readonly user: string;
	readonly ground: LaunchGround;
	readonly draft: LaunchDraft;
};

const healthSeconds = 120;

/** The labels of a launched DevBox. All are set, so that none of its image's says whose it is. */
const launchLabels = ({job, user, ground: {image}}: LaunchRequest): Labels => ({
	[labels.launchedBy]: user,
	[labels.owner]: user,
	[labels.os]: image.os,
	[labels.capabilities]: formatCapabilities(image.capabilities, []),
	[labels.cloudWorker]: '',
	[labels.job]: job,
});

/** An image → a running DevBox, as steps. */
export const launchPlan = (request: LaunchRequest): Plan => {
	const {job, draft, ground} = request;
	const steps: Step[] = [
		{
			id: 'start',
			title: 'Start the DevBox',
			argv: script('start', ...runOptions(request)),
			undo: script('unstart', job),
		},
		{id: 'running', title: 'Check that it runs', argv: script('running', job)},
	];
	if (ground.hasHealthCheck)
		steps.push({
			id: 'healthy',
			title: 'Wait until it is healthy',
			argv: script('healthy', job, String(healthSeconds)),
		});
	return {steps, locks: [`name-${draft.name}`], done: `${draft.name} runs.`};
};

const script = (...argv: readonly string[]): readonly string[] => ['sh', './linux-launch.sh', ...argv];

/** Options of `podman run`, the image by its id (a tag may move meanwhile), the command. */
export const runOptions = (request: LaunchRequest): readonly string[] => {
	const {draft, ground} = request;
	const given = (option: string, value: string) => (value.trim() === '' ? [] : [option, value.trim()]);
	return [
		...['--name', draft.name, '--hostname', draft.name],
		...Object.entries(launchLabels(request)).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
		...draft.ports.flatMap(port => ['--publish', port.trim()]),
		...variables(draft).flatMap(each => [
			'--env',
			isForPodman(each.name) ? `${each.name}=${each.value}` : each.name,
		]),
		...draft.volumes.flatMap(volume => ['--volume', volume]),
		...given('--cpus', draft.cpus),
		...given('--memory', draft.memory.toLowerCase().replaceAll(' ', '').replace(/i?b$/u, '')),
		...given('--network', draft.network),
		// A bare shell ends at once where it has no terminal.
		...(isShell(draft, ground) ? ['--interactive', '--tty'] : []),
		...(ground.image.os === 'windows' ? windowsOptions : []),
		ground.image.id,
		...(commandWords(draft.command) ?? []),
	];
};

const isShell = ({command}: LaunchDraft, {imageCommand}: LaunchGround): boolean => {
	const [file = '', ...rest] = commandWords(command)?.length ? (commandWords(command) ?? []) : imageCommand;
	return rest.length === 0 && /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z|fi)?sh$/u.test(file);
};

/** What a VM in a container needs of its worker. */
const windowsOptions = [
	'--device',
	'/dev/kvm',
	'--device',
	'/dev/net/tun',
	'--cap-add',
	'NET_ADMIN',
	'--stop-timeout',
	'120',
];

const variables = ({environment}: LaunchDraft): readonly Variable[] =>
	environment.flatMap(each => parseVariable(each) ?? []);

/** In podman's own environment these would change what podman, or the shell, does; nobody keeps a secret in them. */
const isForPodman = (name: string): boolean =>
	/^(?:PATH|HOME|USER|TMPDIR|SHELL|TZ|LANG|LANGUAGE|IFS|ENV|BASH_ENV|OPTIND|PPID|PWD|OLDPWD|PS[124]|UID|EUID|BASHOPTS|SHELLOPTS|_|(?:LC|LD|XDG|CONTAINER|CONTAINERS|PODMAN|STORAGE|LISTEN|NETAVARK|BUILDAH|GO(?:DEBUG|MAXPROCS|GC|TRACEBACK|MEMLIMIT))_?.*|REGISTRY_AUTH_FILE|SSL_CERT_(?:FILE|DIR)|DBUS_SESSION_BUS_ADDRESS|NOTIFY_SOCKET|(?:no|https?|ftp|all)_proxy|(?:NO|HTTPS?|FTP|ALL)_PROXY)$/u.test(
		name,
	);

/**
 * The files beside the plan: the variables' values, which the first step removes, and what the next launch of this image
 * by this user begins with (one line, its beginning is searched for).
 */
export const launchFiles = ({draft, ground, user}: LaunchRequest): readonly PlanFile[] => {
	const values = variables(draft).filter(each => !isForPodman(each.name));
	const {name: _, ...options} = draft;
	return [
		{name: 'launch.json', text: `${JSON.stringify({reference: ground.image.reference, user, options})}\n`},
		...(values.length === 0
			? []
			: [
					{
						name: 'environment.sh',
						text: values.map(each => `export ${each.name}=${quote([each.value])}\n`).join(''),
					},
				]),
	];
};
