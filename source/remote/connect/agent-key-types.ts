import {connect} from 'node:net';

const limitMs = 1000;
const maxLength = 256 * 1024;

/** The types of all keys in an agent, since ssh2 ignores the ones that it cannot use. Empty when no agent answers. */
export const agentKeyTypes = (socket: string): Promise<readonly string[]> =>
	new Promise(resolve => {
		const talk = connect(socket);
		let said = Buffer.alloc(0);
		const finish = (types: readonly string[]) => {
			talk.destroy();
			resolve(types);
		};
		talk.setTimeout(limitMs, () => finish([]));
		talk.on('error', () => finish([]));
		talk.on('close', () => finish([]));
		// SSH_AGENTC_REQUEST_IDENTITIES
		talk.on('connect', () => talk.write(Buffer.from([0, 0, 0, 1, 11])));
		talk.on('data', chunk => {
			said = Buffer.concat([said, chunk]);
			if (said.length > maxLength) finish([]);
			else if (said.length >= 4 && said.length >= 4 + said.readUInt32BE(0)) finish(typesIn(said));
		});
	});

/** SSH_AGENT_IDENTITIES_ANSWER: a count, then the blob and comment of each key; a blob starts with its type. */
const typesIn = (answer: Buffer): readonly string[] => {
	const types: string[] = [];
	try {
		if (answer[4] !== 12) return [];
		let at = 9;
		const next = (): Buffer => {
			const from = at + 4;
			at = from + answer.readUInt32BE(at);
			return answer.subarray(from, at);
		};
		for (let left = answer.readUInt32BE(5); left > 0; left -= 1) {
			const blob = next();
			types.push(blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1'));
			next();
		}
	} catch {
		// Truncated, or not an agent: keep what was parsed.
	}
	return types;
};
