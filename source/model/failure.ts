/** The process's exit codes; scripts rely on them, see docs/commands.md. */
export const exitCodes = {
	done: 0,
	failed: 1,
	usage: 2,
	refused: 3,
	unreachable: 4,
	conflict: 5,
	cancelled: 130,
} as const;

export type FailureKind = Exclude<keyof typeof exitCodes, 'done'>;

export type ConnectStage = 'host-key' | 'login' | 'shell' | 'sudo';

/**
 * An expected error: what happened, where, and what to do next. Anything else that is thrown is a bug and is shown with its
 * stack.
 */
export class Failure extends Error {
	override name = 'Failure';
	readonly kind: FailureKind;
	/** What to do next, one sentence. */
	readonly hint: string;
	/** The stage in which a connection failed. */
	readonly stage: ConnectStage | undefined;
	constructor(
		message: string,
		{
			kind = 'failed',
			hint,
			cause,
			stage,
		}: {kind?: FailureKind; hint: string; cause?: unknown; stage?: ConnectStage},
	) {
		super(message, {cause});
		this.kind = kind;
		this.hint = hint;
		this.stage = stage;
	}
}

/** The reason of what is aborted because a signal has asked Ingot to end. */
export class Interrupted extends Failure {
	/** The signal's name. */
	readonly by: string;
	constructor(by: string) {
		super(by === 'SIGINT' ? 'Cancelled.' : `Ended by ${by}.`, {
			kind: 'cancelled',
			hint: '`ingot jobs` lists what had been started by then.',
		});
		this.by = by;
	}
}

const rejections: ReadonlySet<ConnectStage | undefined> = new Set(['login', 'host-key', 'sudo']);

/** Whether a worker has rejected a connection: another attempt fails, too, until a person has changed something. */
export const isRejected = (thrown: unknown): thrown is Failure =>
	thrown instanceof Failure && rejections.has(thrown.stage);

/** The message of anything thrown. */
export const toMessage = (thrown: unknown): string =>
	thrown instanceof Error ? thrown.message : String(thrown);

/** Message and hint of anything thrown, in one line: for notices. */
export const failureText = (thrown: unknown): string =>
	thrown instanceof Failure ? `${thrown.message} ${thrown.hint}` : toMessage(thrown);
