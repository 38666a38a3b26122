import {commandWords} from '../model/command-line.ts';
import type {Os} from '../model/devbox.ts';
import type {GoldenDisk} from '../model/golden-disk.ts';
import type {Labels} from '../model/labels.ts';
import type {Identity, LaunchContext, LaunchDraft} from '../model/launch.ts';
import type {WindowsHost} from '../model/windows-host.ts';
import {secondsUntilForce} from '../model/windows-stop.ts';
import {carryVariables, parseVariables} from './variables.ts';

/** Input for the arguments of `podman run`; `image` is an id or a reference. */
export type Run = {
	readonly draft: LaunchDraft;
	readonly context: Pick<LaunchContext, 'imageCommand'> & {
		readonly image: {readonly os: Os};
		readonly windows?: WindowsHost | undefined;
		readonly golden?: Pick<GoldenDisk, 'timeouts'> | undefined;
	};
	/** A new machine id for a Windows VM, instead of the image's. */
	readonly machine?: string;
	readonly image: string;
	readonly labels: Labels;
};

/** Options of `podman run`, the image, the command. */
export const runOptions = ({draft, context, image, labels: ofRun, machine}: Run): readonly string[] => {
	const given = (option: string, value: string) => (value.trim() === '' ? [] : [option, value.trim()]);
	return [
		...['--name', draft.name, '--hostname', draft.name],
		...Object.entries(ofRun).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
		...draft.ports.flatMap(port => ['--publish', port.trim()]),
		...(context.image.os === 'windows' ? windowsOptions(context.windows, draft.identity, machine) : []),
		...(context.image.os === 'windows' ? ['--stop-timeout', stopTimeout(draft, context)] : []),
		...carryVariables(parseVariables(draft.environment)).options,
		...draft.volumes.flatMap(volume => ['--volume', volume]),
		...given('--cpus', draft.cpus),
		...given('--memory', draft.memory.toLowerCase().replaceAll(' ', '').replace(/i?b$/u, '')),
		...given('--network', draft.network),
		// A bare shell exits at once without a terminal.
		...(isShell(draft, context) ? ['--interactive', '--tty'] : []),
		image,
		...(commandWords(draft.command) ?? []),
	];
};

const isShell = ({command}: LaunchDraft, {imageCommand}: Pick<LaunchContext, 'imageCommand'>): boolean => {
	const [file = '', ...rest] = commandWords(command)?.length ? (commandWords(command) ?? []) : imageCommand;
	return rest.length === 0 && /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z|fi)?sh$/u.test(file);
};

/**
 * Devices and variables for a VM in a container, as dockur/windows defines them. GOLDEN_IDENTITY is for the entrypoint of a
 * golden image (worker/steps/windows/golden-entry.sh).
 */
const windowsOptions = (
	host: WindowsHost | undefined,
	identity: Identity,
	machine: string | undefined,
): readonly string[] => [
	...(host === undefined || host.kvm === 'usable' ? ['--device', '/dev/kvm'] : ['--env', 'KVM=N']),
	...(host === undefined || host.hasTun ? ['--device', '/dev/net/tun', '--cap-add', 'NET_ADMIN'] : []),
	...(identity === 'renew' && machine !== undefined
		? ['--env', 'GOLDEN_IDENTITY=renew', '--env', `UUID=${machine}`, '--env', 'MAC=']
		: []),
];

/** Longer than the DevBox's own entrypoint lets Windows shut down, so that Podman never ends it before. The oldest ignores the variable. */
const stopTimeout = ({environment}: LaunchDraft, {golden}: Run['context']): string =>
	String(Math.max(120, secondsUntilForce({env: [...(golden?.timeouts ?? []), ...environment]}) + 10));
