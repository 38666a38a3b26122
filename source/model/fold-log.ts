import type {JobEvent, JobRequest} from './job.ts';

/** Warnings that a job has shown already. */
export type SeenWarnings = ReadonlySet<string>;

export type Folded = {
	/** What people read of the event's text; undefined where it is left out. */
	readonly text: string | undefined;
	readonly seen: SeenWarnings;
};

/** What a command prints when it has made or changed something: the id of a container, an image or a volume. */
const bareId = /^\s*(?:sha256:[\da-f]{12,64}|[\da-f]{64}|[\da-f]{12})\s*$/u;

/** What logs of Podman, conmon and runtimes look like, and the part of them that is the same each time. */
const warnings: readonly (readonly [pattern: RegExp, isPodman: boolean])[] = [
	// Without a terminal; a time that differs, quotes escaped in a message.
	[/^time="?[^"\s]*"? level=(?:warn|warning|info|debug|trace) msg=(?<said>.+)$/u, true],
	// With one.
	[/^(?:WARN|INFO|DEBU|TRAC)\[\d+\] (?<said>.+)$/u, true],
	[/^(?<said>Using cgroups-v1 .+)$/u, true],
	// Podman's own, locales of a login shell, qemu-img, tar.
	[/^(?<said>(?:[\w./+-]+: )*warning: .+)$/iu, false],
	// podman-docker.
	[/^(?<said>Emulate Docker CLI using podman\b.*)$/u, false],
];
/** A worker that warns of something else each time must not fill our memory. */
const maxSeen = 500;
const maxLetters = 2000;

/**
 * What people read of a job's event: a warning that Podman repeats at every call once, ids that its commands print not at
 * all. Only of what a step prints (kind `log`): titles, reasons and outcomes are never folded, nor is what the command of a
 * schedule prints, which is its user's own. @param seen grows with the warnings; begin with an empty set for each job
 */
export const foldLog = (
	seen: SeenWarnings,
	event: Pick<JobEvent, 'kind' | 'step' | 'text'>,
	{kind}: Pick<JobRequest, 'kind'>,
): Folded => {
	const {text} = event;
	if (event.kind !== 'log' || (kind === 'run' && event.step === 'work')) return {text, seen};
	if (bareId.test(text)) return {text: undefined, seen};
	const warning = warningIn(text);
	if (warning === undefined) return {text, seen};
	if (seen.has(warning.said)) return {text: undefined, seen};
	const shown = warning.isPodman ? `Podman warning: ${warning.said}` : text;
	return {text: shown, seen: seen.size < maxSeen ? new Set([...seen, warning.said]) : seen};
};

const warningIn = (text: string): {readonly said: string; readonly isPodman: boolean} | undefined => {
	if (text.length > maxLetters) return undefined;
	for (const [pattern, isPodman] of warnings) {
		const said = pattern.exec(text.trim())?.groups?.said;
		if (said !== undefined) return {said: unquoted(said), isPodman};
	}
	return undefined;
};

/** `"a \"b\"" key=value` → `a "b" key=value` */
const unquoted = (said: string): string =>
	said.replace(/^"((?:[^"\\]|\\.)*)"/u, (_, inner: string) => inner.replaceAll(/\\(["\\])/gu, '$1'));
