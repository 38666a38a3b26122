import path from 'node:path';
import {quote} from '../../model/shell.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';

type Opening = {
	readonly address: SshAddress;
	readonly folder: string;
	/** argv that carries the connection on its stdin and stdout. */
	readonly via: readonly string[] | undefined;
};

export const connectTimeoutMs = 15_000;

/** Options of ssh for a connection that only carries other ones; everything else comes from the user's config. */
export const masterOptions = ({address, folder, via}: Opening): readonly string[] => {
	const {alive, knownHostsFiles} = address;
	const options: Readonly<Record<string, string | number | undefined>> = {
		ControlMaster: 'yes',
		ControlPersist: 'no',
		PermitLocalCommand: 'yes',
		LocalCommand: 'echo up',
		RemoteCommand: 'none',
		RequestTTY: 'no',
		ClearAllForwardings: 'yes',
		ForwardX11: 'no',
		Tunnel: 'no',
		ExitOnForwardFailure: 'no',
		StreamLocalBindMask: '0177',
		// Keeps the host's banners out of ssh's own output.
		LogLevel: 'ERROR',
		// A changed key is always refused.
		StrictHostKeyChecking: /^(?:no|off|false)$/u.test(address.strictHostKeyChecking)
			? 'accept-new'
			: undefined,
		FingerprintHash: 'sha256',
		VisualHostKey: 'no',
		UpdateHostKeys: 'no',
		ConnectTimeout: Math.ceil((address.connectTimeoutMs ?? connectTimeoutMs) / 1000),
		ServerAliveInterval: Math.ceil((alive.intervalMs ?? 5000) / 1000),
		ServerAliveCountMax: alive.countMax ?? 3,
		// A new key goes to our own file first; the user's answer decides what happens to it.
		UserKnownHostsFile: [knownFile(folder), ...knownHostsFiles].map(word).join(' '),
		ProxyCommand: via && quote(via).replaceAll('%', '%%'),
	};
	return Object.entries(options).flatMap(([key, value]) =>
		value === undefined ? [] : ['-o', `${key}=${value}`],
	);
};

/** Where ssh writes a new key. */
export const knownFile = (folder: string): string => path.join(folder, 'known');

/** A path as one word of an ssh config, with tokens escaped. */
const word = (file: string): string =>
	`"${file.replaceAll(/["\\]/gu, String.raw`\$&`).replaceAll('%', '%%')}"`;
