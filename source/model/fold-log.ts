import type {JobEvent, JobRequest} from './job.ts';

/** Warnings that a job has shown already. */
export type SeenWarnings = ReadonlySet<string>;

export type Folded = {
	/** The text to show; undefined to hide the event. */
	readonly text: string | undefined;
	readonly seen: SeenWarnings;
};

/** The id of a container, image or volume, which commands print after creating or changing it. */
const bareId = /^\s*(?:sha256:[\da-f]{12,64}|[\da-f]{64}|[\da-f]{12})\s*$/u;

/** Log lines of Podman, conmon and runtimes, and the part that repeats. */
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
/** A worker with ever-changing warnings must not fill our memory. */
const maxSeen = 500;
const maxLetters = 2000;

/**
 * Folds a job's log: shows repeated Podman warnings once and hides bare ids. Applies only to step output (kind `log`):
 * titles, reasons and outcomes are never folded, nor is the output of a schedule's command, which belongs to its user.
 * @param seen warnings shown so far; start with an empty set for each job
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
