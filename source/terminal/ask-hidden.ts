import {createInterface} from 'node:readline';
import {Writable} from 'node:stream';
import type {ReadStream, WriteStream} from 'node:tty';

type Terminal = {readonly input: ReadStream; readonly output: WriteStream};

/**
 * Asks on the terminal without echo.
 * @param signal dismisses the question; nothing is asked when it has aborted already, as it may have while others were asked
 * @returns undefined after Ctrl-C or Ctrl-D, or when the signal aborts
 */
export const askHidden = async (
	question: string,
	{input, output}: Terminal,
	signal: AbortSignal,
): Promise<string | undefined> => {
	if (signal.aborted) return undefined;
	const {promise, resolve} = Promise.withResolvers<string | undefined>();
	const nothing = new Writable({write: (_chunk, _encoding, done) => done()});
	const lines = createInterface({input, output: nothing, terminal: true});
	const end = () => lines.close();
	output.write(question);
	lines
		.once('line', answer => {
			resolve(answer);
			end();
		})
		.once('SIGINT', end)
		.once('close', () => resolve(undefined));
	signal.addEventListener('abort', end, {once: true});
	try {
		return await promise;
	} finally {
		signal.removeEventListener('abort', end);
		output.write('\n');
	}
};
