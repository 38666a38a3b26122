import type {WriteStream} from 'node:tty';

/** Which stream something was meant for. */
export type StrayStream = 'stdout' | 'stderr';

type Streams = {readonly stdout: WriteStream; readonly stderr: WriteStream};

export type Diverted = {
	/** The terminal, for the screen alone. */
	readonly stdout: WriteStream;
	/** Gives the streams back to everybody. Harmless when called twice. */
	readonly release: () => void;
};

/**
 * Leaves the terminal to the screen: what else is written to stdout or stderr (by a library, by `console`) goes to `onStray`
 * until the release. Node's own warnings do not come this way, see log-warnings.ts.
 */
export const divertOutput = (
	streams: Streams,
	onStray: (text: string, stream: StrayStream) => void,
): Diverted => {
	const {write} = streams.stdout;
	const own: WriteStream['write'] = write.bind(streams.stdout);
	const undo = (['stdout', 'stderr'] as const).map(name =>
		divert(streams[name], text => onStray(text, name)),
	);
	const stdout = new Proxy(streams.stdout, {
		get: (target, property) => (property === 'write' ? own : Reflect.get(target, property, target)),
	});
	return {
		stdout,
		release: () => {
			for (const each of undo) each();
		},
	};
};

const divert = (stream: WriteStream, onText: (text: string) => void): (() => void) => {
	const {write} = stream;
	const stray = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
		onText(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
		const done = rest.find(each => typeof each === 'function');
		if (done !== undefined) process.nextTick(done as () => void);
		return true;
	};
	stream.write = stray as WriteStream['write'];
	return () => {
		if (stream.write === stray) stream.write = write;
	};
};
