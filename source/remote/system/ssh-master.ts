import {appendFile} from 'node:fs/promises';
import {connect} from 'node:net';
import path from 'node:path';
import {masterFolder} from './master-folder.ts';
import {MasterKeeper} from './master-keeper.ts';

/** A connection of the system's ssh that others go over (ssh_config(5), ControlMaster). */
export type Master = {
	readonly folder: string;
	/** argv of an ssh that goes over it, and over nothing else when it is gone. */
	through(...words: readonly string[]): readonly string[];
	/** Keeps in mind what to take back from a connection that goes on without us. */
	noteForward(forward: string): Promise<void>;
	/** Settles when it has ended, with what ssh said. */
	readonly ended: Promise<string>;
	end(): void;
	once(event: 'close', listener: () => void): void;
};

/** Goes over a connection of the person's own ssh. It stands on when we end. @param socket where it listens */
export const joinMaster = async (socket: string): Promise<Master> => {
	const folder = await masterFolder();
	const keeper = new MasterKeeper(folder, 'join', overSocket(socket));
	// Who says nothing there is listened to until the connection ends.
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

type Standing = Pick<Master, 'folder' | 'ended'> & {readonly socket: string};

/** @param keeper ends it */
export const toMaster = ({folder, socket, ended}: Standing, keeper: MasterKeeper): Master => ({
	folder,
	through: (...words) => [...overSocket(socket), ...words],
	noteForward: forward => appendFile(path.join(folder, 'forwards'), `${forward}\n`, {mode: 0o600}),
	ended,
	end: () => keeper.end(),
	once: (_, listener) => void ended.then(listener),
});

/** No config is read, and where the socket is dead ssh has no other way to go. */
const overSocket = (socket: string): readonly string[] => [
	...['ssh', '-F', 'none', '-S', socket],
	...['-o', 'ControlMaster=no', '-o', 'ProxyCommand=false', '-o', 'BatchMode=yes'],
];
