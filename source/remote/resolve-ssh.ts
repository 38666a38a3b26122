import {execFile} from 'node:child_process';
import {Failure} from '../model/failure.ts';
import type {Worker} from '../model/worker.ts';
import {parseTarget} from './ssh-target.ts';

/** Where and how to log in, as OpenSSH itself resolves it. */
export type SshAddress = {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly identityFiles: readonly string[];
	/** A socket path, or `none`; undefined leaves it to SSH_AUTH_SOCK. */
	readonly identityAgent: string | undefined;
	readonly identitiesOnly: boolean;
	/** The name under which its key is known. */
	readonly hostKeyAlias: string | undefined;
	readonly knownHostsFiles: readonly string[];
	readonly globalKnownHostsFiles: readonly string[];
	readonly strictHostKeyChecking: string;
	readonly hashKnownHosts: boolean;
	/** Whether a person may be asked about a new host key, for a passphrase, a password, or what the server wants to know. */
	readonly mayAsk: {
		readonly hostKey: boolean;
		readonly passphrase: boolean;
		readonly password: boolean;
		readonly answers: boolean;
	};
	/** Jump hosts, the first one first, with commas between. */
	readonly proxyJump: string | undefined;
	/** A command that carries the connection on its stdin and stdout; its tokens are filled in. */
	readonly proxyCommand: string | undefined;
};

/** This person on this machine; read by cli.tsx only. */
export type LocalUser = {
	readonly home: string;
	readonly login: string;
	readonly agentSocket?: string | undefined;
	/** In place of ~/.ssh/config. */
	readonly sshConfig?: string | undefined;
};

/** Asks `ssh -G`; where there is no ssh, what the target itself says counts. */
export const resolveSsh = async (
	worker: Pick<Worker, 'name' | 'ssh' | 'identityFile'>,
	me: LocalUser,
): Promise<SshAddress> => {
	const target = parseTarget(worker.ssh ?? '');
	const argv = [
		'-G',
		...(me.sshConfig === undefined ? [] : ['-F', expandHome(me.sshConfig, me.home)]),
		...(target.port === undefined ? [] : ['-p', String(target.port)]),
		...(target.user === undefined ? [] : ['-l', target.user]),
		'--',
		target.host,
	];
	const text = await new Promise<string>((resolve, reject) => {
		execFile('ssh', argv, {timeout: 10_000, encoding: 'utf8'}, (error, stdout, stderr) => {
			if (error === null) resolve(stdout);
			else if (error.code === 'ENOENT') resolve('');
			else reject(badConfig(worker.name, stderr || error.message));
		});
	});
	const address = parseSshG(text, target, me);
	const own = worker.identityFile;
	return own === undefined
		? address
		: {...address, identityFiles: [expandHome(own, me.home), ...address.identityFiles], identitiesOnly: true};
};

const badConfig = (worker: string, said: string): Failure =>
	new Failure(`ssh does not accept its config for ${worker}: ${said.trim().split('\n')[0] ?? ''}`, {
		kind: 'unreachable',
		hint: 'Mend that line of the ssh config.',
	});

/** `ssh -G` quotes nothing, so a blank counts as one between two files where another can begin behind it. */
const severalFiles = /\s+(?=[/~%]|none$)/u;

/** The output of `ssh -G` (lower-case `key value` lines, some repeated) → an address. */
export const parseSshG = (
	text: string,
	target: {user?: string; host: string; port?: number},
	me: LocalUser,
): SshAddress => {
	const values = new Map<string, string[]>();
	for (const line of text.split('\n')) {
		const [, key, value] = /^(\S+) (.*)$/u.exec(line.trim()) ?? [];
		if (key !== undefined && value !== undefined) values.set(key, [...(values.get(key) ?? []), value]);
	}
	const first = (key: string): string | undefined => values.get(key)?.[0];
	const host = first('hostname') ?? target.host;
	const port = Number(first('port') ?? target.port ?? 22);
	const user = first('user') ?? target.user ?? me.login;
	const tokens = {h: host, n: target.host, p: String(port), r: user, u: me.login, d: me.home, '%': '%'};
	const expand = (file: string): string => expandTokens(expandHome(file, me.home), tokens);
	const files = (key: string, otherwise: readonly string[]): readonly string[] =>
		(first(key)?.split(severalFiles) ?? otherwise).filter(each => each !== 'none').map(expand);
	const named = (key: string): string | undefined => (first(key) === 'none' ? undefined : first(key));
	const proxyCommand = named('proxycommand');
	const agent = first('identityagent');
	return {
		host,
		port,
		user,
		identityFiles: (
			values.get('identityfile') ?? ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa']
		).map(expand),
		// Another variable than SSH_AUTH_SOCK is not known here: the usual agent is the best guess.
		identityAgent: agent === undefined || /^(?:SSH_AUTH_SOCK|\$.*)$/u.test(agent) ? undefined : expand(agent),
		identitiesOnly: first('identitiesonly') === 'yes',
		hostKeyAlias: first('hostkeyalias'),
		knownHostsFiles: files('userknownhostsfile', ['~/.ssh/known_hosts']),
		globalKnownHostsFiles: files('globalknownhostsfile', ['/etc/ssh/ssh_known_hosts']),
		strictHostKeyChecking: first('stricthostkeychecking') ?? 'ask',
		hashKnownHosts: first('hashknownhosts') === 'yes',
		mayAsk: mayAsk(first),
		proxyJump: named('proxyjump'),
		proxyCommand: proxyCommand === undefined ? undefined : expandTokens(proxyCommand, tokens),
	};
};

const mayAsk = (first: (key: string) => string | undefined): SshAddress['mayAsk'] => {
	const isBatch = first('batchmode') === 'yes';
	return {
		hostKey: !isBatch,
		passphrase: !isBatch,
		password: !isBatch && first('passwordauthentication') !== 'no',
		answers: !isBatch && first('kbdinteractiveauthentication') !== 'no',
	};
};

const expandHome = (file: string, home: string): string => file.replace(/^~(?=\/|$)/u, home);

/** `ssh -G` prints `%h` and the like as they stand in the config (ssh_config(5), "TOKENS"). */
const expandTokens = (file: string, tokens: Readonly<Record<string, string>>): string =>
	file.replace(/%(.)/gu, (whole, letter: string) => tokens[letter] ?? whole);
