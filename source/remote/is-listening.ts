import {connect} from 'node:net';

/** Whether a process listens on a unix socket. */
export const isListening = (socket: string | undefined): Promise<boolean> => {
	if (socket === undefined) return Promise.resolve(false);
	return new Promise(resolve => {
		const talk = connect(socket);
		talk.once('connect', () => {
			resolve(true);
			talk.destroy();
		});
		talk.once('error', () => resolve(false));
	});
};
