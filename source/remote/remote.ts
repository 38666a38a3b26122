import type {Devbox, DevboxDetail} from '../model/devbox.ts';
import type {Failure} from '../model/failure.ts';
import type {ImageDetail, ImageList} from '../model/image.ts';
import type {Worker, WorkerFacts} from '../model/worker.ts';

export type RunResult = {readonly code: number; readonly stdout: string; readonly stderr: string};
export type RunOptions = {
	readonly signal?: AbortSignal;
	/** Default 20 000. */
	readonly timeoutMs?: number;
};

export type LinesOptions = {
	/** For what can be taken up again: others have its session while none is free. It ends quietly then, and this is called. */
	readonly onYielded?: () => void;
};

/** What changed on a worker, from Podman's event stream; the first tells that the stream stands. */
export type Change = {
	readonly subject: 'container' | 'image' | 'stream';
	readonly action: string;
	readonly id: string;
};

/** What there is to find out about a worker that may not even answer. */
export type DoctorResult = {
	readonly worker: Worker;
	/** What carried the connection, as WorkerFacts has it. */
	readonly way?: string;
	/** Why it could not be reached, or not to the end. */
	readonly reached?: Failure;
	/** How long the connection took, ms. */
	readonly reachedMs?: number;
	/** What worker/queries/doctor.sh said, when (epoch ms, the middle) and how long it took, ms. */
	readonly said?: {readonly text: string; readonly at: number; readonly tookMs: number};
	/** Whom the worker has let in. */
	readonly user?: string;
	/** What the login shell prints before each command. */
	readonly noise?: {readonly text: string; readonly bytes: number};
	/** Why Podman's API does not answer. */
	readonly podman?: Failure | undefined;
	/** The command that carries Podman's API, where sshd does not. */
	readonly bridge?: string | undefined;
};

/**
 * The seam to one worker: everything above works against this type. One connection carries all of it.
 * Every method throws a Failure that names the worker and says what to do.
 */
export type Remote = {
	readonly worker: Worker;
	/** Runs a POSIX sh script to its end: it is fed to `sh -s` on stdin, so no login shell ever parses it. A non-zero code is a result, not a Failure. */
	run(script: string, options?: RunOptions): Promise<RunResult>;
	/** Whole lines of the script's stdout as they come. Ends with the script; aborting closes its stdin and then the channel. */
	lines(script: string, signal: AbortSignal, options?: LinesOptions): AsyncIterable<string>;
	facts(options?: RunOptions): Promise<WorkerFacts>;
	/** All containers but our own staging containers. Can hang while a commit holds a container's lock: always give a timeout. */
	devboxes(options?: RunOptions): Promise<readonly Devbox[]>;
	images(options?: RunOptions): Promise<ImageList>;
	inspect(containerId: string, options?: RunOptions): Promise<DevboxDetail>;
	/** @param image reference or id */
	inspectImage(image: string, options?: RunOptions): Promise<ImageDetail>;
	/** Names of Podman's networks. */
	networks(options?: RunOptions): Promise<readonly string[]>;
	/** Container and image events until aborted or the connection ends. */
	changes(signal: AbortSignal): AsyncIterable<Change>;
	/** Tells how many sessions sshd there opens at once, now and whenever it is learnt anew; undefined while nobody knows. */
	onSessions(tell: (most: number | undefined) => void): void;
	/** Whether the other end of the connection answers in time: after a sleep it may be dead without a word. */
	answers(timeoutMs: number): Promise<boolean>;
	/** Settles when the connection ends, with the reason when it was not close(). */
	readonly ended: Promise<Error | undefined>;
	close(): void;
};
