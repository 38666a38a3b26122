import {createServer, type ServerResponse} from 'node:http';
import type {Connection, ServerChannel, Session} from 'ssh2';
import {socketLike} from '../../source/remote/socket-like.ts';
import type {RecordedAnswers} from './recorded-answers.ts';

/** How Ingot starts a shell: the mark that it waits for, and the shell. */
const markedShell = /^exec sh -c 'echo ([0-9a-f]+); exec (sh -s)'$/u;
/** The mark on stderr in a script, new for each. */
const scriptMark = /^echo ([0-9a-f-]{36}) >&2\n/mu;
/** A script and the one behind it, whose shell is kept for another one, and what is printed behind each. */
const keptScript =
	/^\(\n([\s\S]*)\n\) <\/dev\/null\necho ([0-9a-f-]{36})\n\(\n([\s\S]*)\n\) <\/dev\/null\necho \$\?([0-9a-f-]{36})\n$/u;

/** Serves one connection as the recorded worker would. @param onEvents gets the stream of events once it is open */
export const serveWorker = (
	connection: Connection,
	answers: RecordedAnswers,
	onEvents: (events: ServerResponse) => void,
): void => {
	connection.on('authentication', context => context.accept());
	connection.on('error', () => {});
	connection.on('request', (accept, reject) => (accept ?? reject)?.());
	connection.on('session', accept => serveCommands(accept(), answers));
	connection.on('openssh.streamlocal', (accept, _reject, {socketPath}) => {
		const channel = socketLike(accept()).on('error', () => {});
		apiServer(socketPath, answers, onEvents).emit('connection', channel);
	});
};

const serveCommands = (session: Session, answers: RecordedAnswers): void => {
	session.on('exec', (accept, _reject, {command}) => {
		const channel = accept();
		channel.on('error', () => {});
		const [, mark, shell] = markedShell.exec(command) ?? [];
		if (mark !== undefined) channel.write(`${mark}\n`);
		let input = '';
		channel.on('data', (chunk: Buffer) => {
			input += chunk.toString('latin1');
			const [whole, script = '', end, behind = '', last] = keptScript.exec(input) ?? [];
			if (whole === undefined) return;
			input = '';
			void Promise.all([script, behind].map(each => answers.run('sh -s', each))).then(([one, other]) =>
				channel.write(`${one?.stdout}${end}\n${other?.stdout}${other?.code}${last}\n`),
			);
		});
		channel.on('end', () => void answer(channel, answers, {command: shell ?? command, input}));
	});
};

const answer = async (
	channel: ServerChannel,
	answers: RecordedAnswers,
	{command, input}: {readonly command: string; readonly input: string},
): Promise<void> => {
	const script = Buffer.from(input, 'latin1').toString('utf8');
	const mark = scriptMark.exec(script)?.[1];
	const {code, stdout, stderr} = await answers.run(command, script.replace(scriptMark, ''));
	channel.stderr.write(`${mark === undefined ? '' : `${mark}\n`}${stderr}`);
	channel.write(stdout);
	channel.exit(code);
	channel.end();
};

const apiServer = (socket: string, answers: RecordedAnswers, onEvents: (events: ServerResponse) => void) =>
	createServer(async ({url = '/'}, response) => {
		if (url.includes('/events')) {
			response.writeHead(200, {'content-type': 'application/json'}).flushHeaders();
			onEvents(response);
			return;
		}
		const {status, type, body} = await answers.get(socket, url);
		response.writeHead(status, {'content-type': type, 'content-length': body.length}).end(body);
	});
