import {createInterface} from 'node:readline';
import {Writable} from 'node:stream';
import type {ReadStream, WriteStream} from 'node:tty';

type Terminal = {readonly input: ReadStream; readonly output: WriteStream};

/** Asks on the terminal without echo. @returns undefined after Ctrl-C or Ctrl-D, or when the signal aborts */
export const askHidden = (
	question: string,
	{input, output}: Terminal,
	signal: AbortSignal,
): Promise<string | undefined> =>
	new Promise(resolve => {
		const nothing = new Writable({write: (_chunk, _encoding, done) => done()});
		const lines = createInterface({input, output: nothing, terminal: true});
		const end = (answer: string | undefined) => {
			resolve(answer);
			signal.removeEventListener('abort', stop);
			lines.close();
			output.write('\n');
		};
		const stop = () => end(undefined);
		output.write(question);
		lines
			.once('line', end)
			.once('SIGINT', stop)
			.once('close', () => resolve(undefined));
		signal.addEventListener('abort', stop, {once: true});
	});
