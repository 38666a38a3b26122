import type {IncomingMessage} from 'node:http';

/**
 * Makes the modem return every response. For error statuses it would read the body without a limit, and throw an uncaught
 * error when the body is not what it expects.
 */
export const anyStatus: Readonly<Record<number, true>> = Object.fromEntries(
	Array.from({length: 1000}, (_, status) => [status, true]),
);

const maxBytes = 64 * 1024;
/** In characters: a reason, not a page. */
const maxLength = 500;

/** The error in a response without success, in the modem's form. */
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
		// Not Podman's format.
	}
	return body.trim();
};
