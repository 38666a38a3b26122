import {chmod} from 'node:fs/promises';
import {createServer, type Socket} from 'node:net';

/** `hint` is SSH_ASKPASS_PROMPT: `none` when there is nothing to answer, such as `touch your key`. */
type Asked = {readonly prompt: string; readonly hint: string};
/** @returns undefined without an answer. The signal aborts when ssh no longer waits for one. */
export type Answer = (asked: Asked, signal: AbortSignal) => Promise<string | undefined>;

const maxLength = 64 * 1024;

/** Answers the questions of askpass.sh on this socket, which only its user can open. @returns a function that stops it */
export const answerAt = async (socket: string, answer: Answer): Promise<() => void> => {
	const open = new Set<Socket>();
	const server = createServer(talk => {
		const gone = new AbortController();
		open.add(talk);
		talk.on('error', () => {});
		talk.on('close', () => {
			open.delete(talk);
			gone.abort();
		});
		reply(talk, answer, gone.signal).catch(() => talk.destroy());
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(socket, resolve);
	});
	await chmod(socket, 0o600);
	return () => {
		server.close();
		for (const talk of open) talk.destroy();
	};
};

const reply = async (talk: Socket, answer: Answer, signal: AbortSignal): Promise<void> => {
	const said = await firstLine(talk);
	const {prompt, hint} = JSON.parse(said) as Asked;
	const given = await answer({prompt: String(prompt), hint: String(hint)}, signal);
	talk.end(given === undefined ? '' : `${given.replaceAll(/[\r\n]/gu, '')}\n`);
};

const firstLine = (talk: Socket): Promise<string> =>
	new Promise((resolve, reject) => {
		let said = '';
		talk.setEncoding('utf8').on('data', chunk => {
			said += chunk;
			const end = said.indexOf('\n');
			if (end !== -1) resolve(said.slice(0, end));
			else if (said.length > maxLength) reject(new Error('too long'));
		});
		talk.once('close', () => reject(new Error('gone')));
	});
