// A process of its own that is any number of workers: an SSH server on each address of 127/8, which repeats what one real worker
// answered. Not a worker: nothing runs, so its figures are those of Ingot alone. Argv: the ssh command that reaches the real one.
import type {ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import ssh2 from 'ssh2';
import {sshKeyPair} from '../../test/driver/ssh-key-pair.ts';
import {RecordedAnswers} from './recorded-answers.ts';
import {serveWorker} from './simulated-worker.ts';

/** What the simulator says of itself. */
export type Simulated = {
	readonly port: number;
	/** The host's public key, as in known_hosts. */
	readonly hostKey: string;
	/** Open connections, those since the last question, and how often the real worker was asked since the start. */
	readonly connections: number;
	readonly streams: number;
	readonly asked: number;
};

const tickMs = 100;
/** Each worker runs a command in a DevBox this often: the most frequent event, as health checks are. */
const execMs = 10_000;
/** Somewhere in the fleet a DevBox starts this often. */
const startMs = 1000;

const answers = new RecordedAnswers(process.argv.slice(2));
const streams = new Set<ServerResponse>();
let connections = 0;
let isLively = false;

const {private: hostKey, public: publicKey} = sshKeyPair();
const server = new ssh2.Server({hostKeys: [hostKey]}, connection => {
	connections += 1;
	connection.on('close', () => {
		connections -= 1;
	});
	serveWorker(connection, answers, events => {
		streams.add(events);
		events.on('close', () => streams.delete(events));
	});
});

const eventOf = (action: string): string =>
	`${JSON.stringify({Type: 'container', Action: action, Actor: {ID: 'a'.repeat(64)}})}\n`;

let ticks = 0;
const emit = (): void => {
	if (!isLively) return;
	ticks += 1;
	const all = [...streams];
	for (let at = ticks % (execMs / tickMs); at < all.length; at += execMs / tickMs)
		all[at]?.write(eventOf('exec'));
	if (ticks % (startMs / tickMs) === 0) all[(ticks * 7) % all.length]?.write(eventOf('start'));
};
setInterval(emit, tickMs);

const tell = (): void => {
	const {port} = server.address() as AddressInfo;
	const said: Simulated = {
		port,
		hostKey: publicKey,
		connections,
		streams: streams.size,
		asked: answers.asked,
	};
	process.send?.(said);
};
process.on('message', (asked: {readonly events?: boolean}) => {
	isLively = asked.events ?? isLively;
	tell();
});
process.on('disconnect', () => {
	answers.close();
	process.exit(0);
});
server.listen(0, '0.0.0.0', tell);
