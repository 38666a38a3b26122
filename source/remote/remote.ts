import type {Devbox, DevboxDetail} from '../model/devbox.ts';
import type {Failure} from '../model/failure.ts';
import type {ImageDetail, ImageList} from '../model/image.ts';
import type {UsageSample} from '../model/usage.ts';
import type {Worker, WorkerFacts} from '../model/worker.ts';

export type RunResult = {readonly code: number; readonly stdout: string; readonly stderr: string};
export type RunOptions = {
	readonly signal?: AbortSignal;
	/** Default 20 000. */
	readonly timeoutMs?: number;
};

export type LinesOptions = {
	/** For scripts that can resume: when no session is free, this one yields its own. The lines then end without an error, and this is called. */
	readonly onYielded?: () => void;
	/** Unpacks what the script sends packed between two lines with this token (shell/unpack-lines.ts). */
	readonly packedAs?: string;
};

/** What changed on a worker, from Podman's event stream; the first one reports that the stream is open. */
export type Change = {
	readonly subject: 'container' | 'image' | 'stream';
	readonly action: string;
	readonly id: string;
};

/** Result of a health check, complete or not. */
export type DoctorResult = {
	readonly worker: Worker;
	/** What carried the connection, as in WorkerFacts. */
	readonly transport?: string;
	/** Why the connection failed, or was lost during the check. */
	readonly reached?: Failure;
	/** How long the connection took, ms. */
	readonly reachedMs?: number;
	/** Output of worker/queries/doctor.sh, when it ran (epoch ms, the midpoint) and how long it took, ms. */
	readonly said?: {readonly text: string; readonly at: number; readonly tookMs: number};
	/** The user that the worker logged in. */
	readonly user?: string;
	/** What the login shell prints before each command. */
	readonly noise?: {readonly text: string; readonly bytes: number};
	/** Why Podman's API does not answer. */
	readonly podman?: Failure | undefined;
	/** The command that carries Podman's API when sshd does not forward sockets. */
	readonly bridge?: string | undefined;
};

/**
 * The seam to one worker: all other layers depend on this type only. One connection carries everything.
 * Every method throws a Failure that names the worker and says what to do.
 */
export type Remote = {
	readonly worker: Worker;
	/** Runs a POSIX sh script to completion. It is passed to `sh -s` on stdin, so no login shell parses it. A non-zero exit code is a result, not a Failure. */
	run(script: string, options?: RunOptions & {readonly isPrepared?: boolean}): Promise<RunResult>;
	/** Opens the shell of the next script that `isPrepared`, because somebody is about to submit it. Reports no failure. */
	prepare(): void;
	/** Complete lines of the script's stdout as they arrive. Ends with the script; aborting closes its stdin, then the channel. */
	lines(script: string, signal: AbortSignal, options?: LinesOptions): AsyncIterable<string>;
	/**
	 * Runs a script that prints `go` when it is ready, and gives it these bytes on stdin. @returns its exit code
	 * @throws Failure when the connection ends before the script, or what the bytes throw
	 */
	send(
		script: string,
		what: {readonly bytes: AsyncIterable<Uint8Array>; readonly signal: AbortSignal},
	): Promise<number>;
	/**
	 * The bytes of a script's stdout as they arrive, no faster than they are taken.
	 * @throws Failure when the connection ends before the script, or with the script's reason when it fails
	 */
	read(script: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
	facts(options?: RunOptions): Promise<WorkerFacts>;
	/** All containers except our own staging containers. Can hang while a commit holds a container's lock, so always pass a timeout. */
	devboxes(options?: RunOptions): Promise<readonly Devbox[]>;
	images(options?: RunOptions): Promise<ImageList>;
	inspect(containerId: string, options?: RunOptions): Promise<DevboxDetail>;
	/** What running DevBoxes use, by id; those of which Podman knows nothing are missing. Waits while a commit holds one. */
	usage(ids: readonly string[], options?: RunOptions): Promise<ReadonlyMap<string, UsageSample>>;
	/** @param image reference or id */
	inspectImage(image: string, options?: RunOptions): Promise<ImageDetail>;
	/** Names of Podman's networks. */
	networks(options?: RunOptions): Promise<readonly string[]>;
	/** Container and image events until aborted or the connection ends. */
	changes(signal: AbortSignal): AsyncIterable<Change>;
	/** Reports how many sessions the worker's sshd allows at once, now and on every change; undefined while unknown. */
	onSessions(notify: (max: number | undefined) => void): void;
	/** Whether the worker answers in time: after the computer has slept, a connection may be dead without notice. */
	answers(timeoutMs: number): Promise<boolean>;
	/** Settles when the connection ends; with the reason unless close() ended it. */
	readonly ended: Promise<Error | undefined>;
	close(): void;
};
