import {once} from 'node:events';
import {connect} from 'node:net';
import type {Duplex} from 'node:stream';
import {orAborted} from '../../time/or-aborted.ts';
import {PausableTimeout} from '../../time/pausable-timeout.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';

/** What carries a connection without a socket of its own. */
export type Way = {open(signal: AbortSignal): Promise<Duplex>};

/** How long an address may take to answer, and then for the log-in, ms. */
export const limitMs = ({connectTimeoutMs}: SshAddress): number => connectTimeoutMs ?? 15_000;

/**
 * Opens what carries an SSH connection. Networks and jump hosts may try for minutes to reach a host that is down.
 * @throws what the system says, ETIMEDOUT after the limit, or the signal's reason
 */
export const dial = async (
	address: SshAddress,
	way: Way | undefined,
	signal: AbortSignal,
): Promise<Duplex> => {
	const limit = new PausableTimeout(limitMs(address), [signal]);
	try {
		return await (way === undefined ? ownSocket(address, limit.signal) : way.open(limit.signal));
	} finally {
		limit.end();
	}
};

const ownSocket = async ({host, port, family}: SshAddress, signal: AbortSignal): Promise<Duplex> => {
	const socket = connect({host, port, family: family ?? 0});
	// It may fail while it waits for its log-in, which then finds it destroyed.
	socket.on('error', () => {});
	try {
		await orAborted(once(socket, 'connect'), signal);
		return socket;
	} catch (thrown) {
		socket.destroy();
		throw thrown;
	}
};
