import type {WriteStream} from 'node:tty';
import {asciiFrame} from './ascii-frame.ts';
import {stripCommands} from './strip-commands.ts';

/** The stream that a stray text was written to. */
export type StrayStream = 'stdout' | 'stderr';

type Streams = {readonly stdout: WriteStream; readonly stderr: WriteStream};

type Diverted = {
	/** The terminal for Ink: what it writes loses every command to the terminal but control sequences. */
	readonly stdout: WriteStream;
	/** Writes our own bytes as they are. They must not hold text of a worker. */
	readonly write: (bytes: string) => void;
	/** Restores both streams. Harmless when called twice. */
	readonly release: () => void;
};

/**
 * Reserves the terminal for the screen: what else is written to stdout or stderr (by a library, by `console`) goes to
 * `onStray` until the release. Node's own warnings take another route (`logWarnings`).
 * @param isAscii the terminal shows ASCII only: frames are mapped to it
 */
export const divertOutput = (
	streams: Streams,
	onStray: (text: string, stream: StrayStream) => void,
	isAscii = false,
): Diverted => {
	const {write} = streams.stdout;
	const own: WriteStream['write'] = write.bind(streams.stdout);
	const safe = (chunk: string | Uint8Array, ...rest: readonly never[]): boolean => {
		const frame = stripCommands(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
		return own(isAscii ? asciiFrame(frame) : frame, ...rest);
	};
	const undo = (['stdout', 'stderr'] as const).map(name =>
		divert(streams[name], text => onStray(text, name)),
	);
	const stdout = new Proxy(streams.stdout, {
		get: (target, property) => (property === 'write' ? safe : Reflect.get(target, property, target)),
	});
	return {
		stdout,
		write: bytes => void own(bytes),
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

/** docker-modem calls url.parse() on every start; only its authors can change that. */
const ignoredCode = 'DEP0169';

/**
 * Sends Node's warnings, including deprecations, to a log instead of the terminal: Node's own listener writes to file
 * descriptor 2 and bypasses `process.stderr`.
 */
export const logWarnings = (onWarning: (text: string) => void): void => {
	process.removeAllListeners('warning');
	process.on('warning', warning => {
		if (!('code' in warning) || warning.code !== ignoredCode) onWarning(warningText(warning));
	});
};

const warningText = (warning: Error & {readonly code?: unknown; readonly detail?: unknown}): string =>
	[
		typeof warning.code === 'string' ? `[${warning.code}] ` : '',
		warning.stack ?? `${warning.name}: ${warning.message}`,
		typeof warning.detail === 'string' ? `\n${warning.detail}` : '',
	].join('');
