import type {IncomingMessage} from 'node:http';

/**
 * For the modem: all answers are handed out. It would read the body of an error without an end, and throw where nobody
 * catches when there is something else in it than it expects.
 */
export const anyStatus: Readonly<Record<number, true>> = Object.fromEntries(
	Array.from({length: 1000}, (_, status) => [status, true]),
);

const maxBytes = 64 * 1024;
/** What is told of it: nobody reads a page in the place of a reason. */
const maxLength = 500;

/** What an answer that is no success says, as the modem would put it. */
export const refusalIn = async (answer: IncomingMessage): Promise<Error> => {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	// Leaving the loop ends the connection.
	for await (const chunk of answer as AsyncIterable<Uint8Array>) {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes > maxBytes) break;
	}
	const said = messageIn(Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8'));
	return Object.assign(new Error(said.slice(0, maxLength)), {statusCode: answer.statusCode});
};

const messageIn = (body: string): string => {
	try {
		const {message} = JSON.parse(body) as {readonly message?: unknown};
		if (typeof message === 'string') return message;
	} catch {
		// Not Podman's way to say it.
	}
	return body.trim();
};
