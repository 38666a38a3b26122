import {execFile} from 'node:child_process';
import pLimit from 'p-limit';
import {Failure, toMessage} from '../../model/failure.ts';
import type {Worker} from '../../model/worker.ts';
import {expandHome} from '../../ssh-config/expand-home.ts';
import {parseTarget, targetArgs} from './ssh-target.ts';
import {parseValues, type SshValues, toMs} from './ssh-values.ts';

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
	/** Undefined leaves it to us, as with the next two. */
	readonly connectTimeoutMs: number | undefined;
	/** How often a silent host is asked, and how many questions it may leave unanswered. */
	readonly alive: {readonly intervalMs: number | undefined; readonly countMax: number | undefined};
	readonly family: 4 | 6 | undefined;
	/** Allowed names; undefined where nobody said. */
	readonly algorithms: Readonly<Record<'kex' | 'cipher' | 'mac' | 'hostKey', readonly string[] | undefined>>;
	readonly certificateFiles: readonly string[];
	/** The socket of a connection that this person's own ssh may have open. */
	readonly controlPath: string | undefined;
	readonly isGssapi: boolean;
	/** Keywords of the config that OpenSSH alone can heed. */
	readonly onlyOpenSsh: readonly string[];
	/** Where no ssh is installed: what of the config could not be evaluated. */
	readonly withoutSsh: {readonly skipped: readonly string[]} | undefined;
};

/** This person on this machine; read by cli.tsx only. */
export type LocalUser = {
	readonly home: string;
	readonly login: string;
	readonly agentSocket?: string | undefined;
	/** In place of ~/.ssh/config. */
	readonly sshConfig?: string | undefined;
};

/** Asks `ssh -G`; where there is no ssh, its config is read here. */
export const resolveSsh = async (
	worker: Pick<Worker, 'name' | 'ssh' | 'identityFile'>,
	me: LocalUser,
): Promise<SshAddress> => {
	const target = parseTarget(worker.ssh ?? '');
	const said = await inTurn(() => askSsh(worker.name, ['-G', ...targetArgs(target, me)]));
	const address =
		said === undefined ? await withoutSsh(worker.name, target, me) : parseSshG(said, target, me);
	const own = worker.identityFile;
	return own === undefined
		? address
		: {...address, identityFiles: [expandHome(own, me.home), ...address.identityFiles], identitiesOnly: true};
};

/** Hundreds of workers are asked about at the start, and the first should not wait for the last. */
const inTurn = pLimit(4);

const askSsh = (worker: string, argv: readonly string[]): Promise<string | undefined> =>
	new Promise((resolve, reject) => {
		execFile('ssh', argv, {timeout: 10_000, encoding: 'utf8'}, (error, stdout, stderr) => {
			if (error === null) resolve(stdout);
			else if (error.code === 'ENOENT') resolve(undefined);
			else reject(badConfig(worker, stderr || error.message));
		});
	});

const withoutSsh = async (worker: string, target: Target, me: LocalUser): Promise<SshAddress> => {
	try {
		const {valuesWithoutSsh} = await import('./resolve-without-ssh.ts');
		const {values, skipped} = await valuesWithoutSsh(target, me);
		return {...toAddress(values, target, me), withoutSsh: {skipped}};
	} catch (thrown) {
		throw badConfig(worker, toMessage(thrown));
	}
};

const badConfig = (worker: string, said: string): Failure =>
	new Failure(`ssh does not accept its config for ${worker}: ${said.trim().split('\n')[0] ?? ''}`, {
		kind: 'unreachable',
		hint: 'Mend that line of the ssh config.',
	});

/** `ssh -G` quotes nothing, so a blank counts as one between two files where another can begin behind it. */
const severalFiles = /\s+(?=[/~%]|none$)/u;

type Target = ReturnType<typeof parseTarget>;

/** The output of `ssh -G` → an address. */
export const parseSshG = (text: string, target: Target, me: LocalUser): SshAddress =>
	toAddress(parseValues(text), target, me);

const toAddress = (values: SshValues, target: Target, me: LocalUser): SshAddress => {
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
		...settingsOf(first),
		host,
		port,
		user,
		identityFiles: (values.get('identityfile') ?? usualKeys).map(expand),
		certificateFiles: (values.get('certificatefile') ?? []).map(expand),
		// Another variable than SSH_AUTH_SOCK is not known here: the usual agent is the best guess.
		identityAgent: agent === undefined || /^(?:SSH_AUTH_SOCK|\$.*)$/u.test(agent) ? undefined : expand(agent),
		hostKeyAlias: first('hostkeyalias'),
		knownHostsFiles: files('userknownhostsfile', ['~/.ssh/known_hosts']),
		globalKnownHostsFiles: files('globalknownhostsfile', ['/etc/ssh/ssh_known_hosts']),
		proxyJump: named('proxyjump'),
		proxyCommand: proxyCommand === undefined ? undefined : expandTokens(proxyCommand, tokens),
		controlPath: named('controlpath'),
		withoutSsh: undefined,
	};
};

const usualKeys = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

type First = (key: string) => string | undefined;

/** What needs no token filled in. */
const settingsOf = (first: First) => {
	const names = (key: string): readonly string[] | undefined => first(key)?.split(',');
	const counted = Number(first('serveralivecountmax'));
	return {
		identitiesOnly: first('identitiesonly') === 'yes',
		strictHostKeyChecking: first('stricthostkeychecking') ?? 'ask',
		hashKnownHosts: first('hashknownhosts') === 'yes',
		mayAsk: mayAsk(first),
		connectTimeoutMs: toMs(first('connecttimeout')) || undefined,
		alive: {
			intervalMs: toMs(first('serveraliveinterval')) || undefined,
			countMax: counted > 0 ? counted : undefined,
		},
		family: ({inet: 4, inet6: 6} as const)[first('addressfamily') ?? ''],
		algorithms: {
			kex: names('kexalgorithms'),
			cipher: names('ciphers'),
			mac: names('macs'),
			hostKey: names('hostkeyalgorithms'),
		},
		isGssapi: first('gssapiauthentication') === 'yes',
		onlyOpenSsh: onlyOpenSsh(first),
	} as const;
};

const unsaid = /^(?:|none|no|false|internal|\$SSH_SK_PROVIDER)$/u;

const onlyOpenSsh = (first: First): readonly string[] =>
	[
		'PKCS11Provider',
		'SecurityKeyProvider',
		'KnownHostsCommand',
		'RevokedHostKeys',
		'HostbasedAuthentication',
		'ProxyUseFdpass',
	].filter(each => !unsaid.test(first(each.toLowerCase()) ?? ''));

const mayAsk = (first: First): SshAddress['mayAsk'] => {
	const isBatch = first('batchmode') === 'yes';
	return {
		hostKey: !isBatch,
		passphrase: !isBatch,
		password: !isBatch && first('passwordauthentication') !== 'no',
		answers: !isBatch && first('kbdinteractiveauthentication') !== 'no',
	};
};

/** `ssh -G` prints `%h` and the like as they stand in the config (ssh_config(5), "TOKENS"). */
const expandTokens = (file: string, tokens: Readonly<Record<string, string>>): string =>
	file.replace(/%(.)/gu, (whole, letter: string) => tokens[letter] ?? whole);
