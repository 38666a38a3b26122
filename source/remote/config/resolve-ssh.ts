import {toMessage} from '../../model/failure.ts';
import type {Worker} from '../../model/worker.ts';
import {expandHome} from '../../ssh-config/expand-home.ts';
import {askSsh, badConfig} from './ask-ssh.ts';
import {parseTarget, targetArgs} from './ssh-target.ts';
import {parseValues, type SshValues, toMs} from './ssh-values.ts';

/** Where and how to log in, as OpenSSH resolves it. */
export type SshAddress = {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly identityFiles: readonly string[];
	/** A socket path or `none`; undefined means SSH_AUTH_SOCK. */
	readonly identityAgent: string | undefined;
	readonly identitiesOnly: boolean;
	/** The name of its key in known_hosts. */
	readonly hostKeyAlias: string | undefined;
	readonly knownHostsFiles: readonly string[];
	readonly globalKnownHostsFiles: readonly string[];
	readonly strictHostKeyChecking: string;
	readonly hashKnownHosts: boolean;
	/** Whether the user may be asked about a new host key, for a passphrase, a password, or the server's own questions. */
	readonly mayAsk: {
		readonly hostKey: boolean;
		readonly passphrase: boolean;
		readonly password: boolean;
		readonly answers: boolean;
	};
	/** Jump hosts in order, separated by commas. */
	readonly proxyJump: string | undefined;
	/** A command that carries the connection on its stdin and stdout, with its tokens expanded. */
	readonly proxyCommand: string | undefined;
	/** Undefined means our default, here and in the next two. */
	readonly connectTimeoutMs: number | undefined;
	/** The keepalive interval, and how many keepalives may go unanswered. */
	readonly alive: {readonly intervalMs: number | undefined; readonly countMax: number | undefined};
	readonly family: 4 | 6 | undefined;
	readonly isCompressed: boolean;
	/** Allowed names; undefined when the config does not say. */
	readonly algorithms: Readonly<Record<'kex' | 'cipher' | 'mac' | 'hostKey', readonly string[] | undefined>>;
	readonly certificateFiles: readonly string[];
	/** The socket of a connection that the user's own ssh may have open. */
	readonly controlPath: string | undefined;
	readonly isGssapi: boolean;
	/** Keywords in the config that only OpenSSH supports. */
	readonly onlyOpenSsh: readonly string[];
	/** Set when no ssh is installed: the parts of the config that could not be evaluated. */
	readonly withoutSsh: {readonly skipped: readonly string[]} | undefined;
};

/** The local user; read by cli.tsx only. */
export type LocalUser = {
	readonly home: string;
	readonly login: string;
	readonly agentSocket?: string | undefined;
	/** Replaces ~/.ssh/config. */
	readonly sshConfig?: string | undefined;
};

/** Runs `ssh -G`. Without an ssh client, parses the config itself. @throws Failure (unreachable) for an invalid config */
export const resolveSsh = async (
	worker: Pick<Worker, 'name' | 'ssh' | 'identityFile'>,
	me: LocalUser,
): Promise<SshAddress> => {
	const target = parseTarget(worker.ssh ?? '');
	const said = await askSsh(worker.name, targetArgs(target, me));
	const address =
		said === undefined ? await withoutSsh(worker.name, target, me) : parseSshG(said, target, me);
	const own = worker.identityFile;
	return own === undefined
		? address
		: {...address, identityFiles: [expandHome(own, me.home), ...address.identityFiles], identitiesOnly: true};
};

const withoutSsh = async (worker: string, target: Target, me: LocalUser): Promise<SshAddress> => {
	try {
		const {valuesWithoutSsh} = await import('./resolve-without-ssh.ts');
		const {values, skipped} = await valuesWithoutSsh(target, me);
		return {...toAddress(values, target, me), withoutSsh: {skipped}};
	} catch (thrown) {
		throw badConfig(worker, toMessage(thrown));
	}
};

/** `ssh -G` does not quote, so a space separates two files only where a path can start after it. */
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
		// Variables other than SSH_AUTH_SOCK are unknown here; the default agent is the best guess.
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

/** The settings that contain no tokens. */
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
		isCompressed: first('compression') === 'yes',
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

/** `ssh -G` prints `%h` and other tokens unexpanded (ssh_config(5), "TOKENS"). */
const expandTokens = (file: string, tokens: Readonly<Record<string, string>>): string =>
	file.replace(/%(.)/gu, (whole, letter: string) => tokens[letter] ?? whole);
