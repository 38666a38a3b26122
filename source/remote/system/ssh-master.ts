import {appendFile} from 'node:fs/promises';
import {connect} from 'node:net';
import path from 'node:path';
import {masterFolder} from './master-folder.ts';
import {MasterKeeper} from './master-keeper.ts';

/** A connection of the system's ssh that carries others (ssh_config(5), ControlMaster). */
export type Master = {
	readonly folder: string;
	/** argv of an ssh that uses this connection, and fails when it is gone. */
	through(...words: readonly string[]): readonly string[];
	/** Records a forward that has to be cancelled on a connection that outlives us. */
	noteForward(forward: string): Promise<void>;
	/** Settles with ssh's output when it has ended. */
	readonly ended: Promise<string>;
	end(): void;
	once(event: 'close', listener: () => void): void;
};

/** Uses a connection of the user's own ssh, which stays open when we end. @param socket its control socket */
export const joinMaster = async (socket: string): Promise<Master> => {
	const folder = await masterFolder();
	const keeper = new MasterKeeper(folder, 'join', overSocket(socket));
	// A client that sends nothing is disconnected when the connection ends.
	const closed = new Promise<string>(resolve => {
		const talk = connect(socket);
		talk.on('error', () => {});
		talk.on('close', () => resolve(''));
		talk.resume();
		void keeper.ended.then(() => talk.destroy());
	});
	void closed.then(() => keeper.end());
	return toMaster({folder, socket, ended: Promise.race([closed, keeper.ended])}, keeper);
};

type Opened = Pick<Master, 'folder' | 'ended'> & {readonly socket: string};

/** @param keeper ends it */
export const toMaster = ({folder, socket, ended}: Opened, keeper: MasterKeeper): Master => ({
	folder,
	through: (...words) => [...overSocket(socket), ...words],
	noteForward: forward => appendFile(path.join(folder, 'forwards'), `${forward}\n`, {mode: 0o600}),
	ended,
	end: () => keeper.end(),
	once: (_, listener) => void ended.then(listener),
});

/** No config is read, and with a dead socket ssh has no other route. */
const overSocket = (socket: string): readonly string[] => [
	...['ssh', '-F', 'none', '-S', socket],
	...['-o', 'ControlMaster=no', '-o', 'ProxyCommand=false', '-o', 'BatchMode=yes'],
];
