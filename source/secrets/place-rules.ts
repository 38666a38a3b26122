import {addressRule, privateKeyRule} from './issuer-rules.ts';
import type {TextRule} from './match.ts';

/** Files that are secret as a whole, whatever is in them. */
const whole: readonly (readonly [kind: string, path: RegExp])[] = [
	['browser cookies', /\/(?:Cookies|cookies\.sqlite)$/u],
	['browser passwords', /\/(?:Login Data(?: For Account)?|logins\.json|key4\.db)$/u],
	['key store', /\.(?:p12|pfx|jks|keystore|kdbx|keytab|ppk)$/iu],
	['keyring', /\/keyrings\/[^/]+\.keyring$/u],
	['private key of GnuPG', /\/\.gnupg\/(?:private-keys-v1\.d\/[^/]+\.key|secring\.gpg)$/u],
	['password store', /\/\.password-store\/.+\.gpg$/u],
	[
		'login of Google Cloud',
		/\/gcloud\/(?:credentials\.db|access_tokens\.db|application_default_credentials\.json|legacy_credentials\/.+)$/u,
	],
	[
		'login of Azure',
		/\/\.azure\/(?:msal_token_cache\.\w+|accessTokens\.json|service_principal_entries\.\w+)$/u,
	],
	['login of AWS', /\/\.aws\/(?:sso|cli)\/cache\/[^/]+\.json$/u],
	['Vault token', /\/\.vault-token$/u],
	['login of Claude', /\/\.claude\/\.credentials\.json$/u],
	['login of Codex', /\/\.codex\/auth\.json$/u],
	['login of Gemini', /\/\.gemini\/(?:oauth_creds|google_accounts)\.json$/u],
	['login of GitHub Copilot', /\/github-copilot\/(?:hosts|apps)\.json$/u],
	['login of opencode', /\/opencode\/auth\.json$/u],
	['login of MySQL', /\/\.mylogin\.cnf$/u],
	['login of Subversion', /\/\.subversion\/auth\/svn\.(?:simple|ssl\.client-passphrase)\/[^/]+$/u],
	['cookie secret of Jupyter', /\/jupyter_cookie_secret$/u],
	['state of Tailscale', /\/tailscaled\.state$/u],
	['key of Rails', /\/config\/(?:master|credentials\/[^/]+)\.key$/u],
	['cookie of X', /\/\.Xauthority$/u],
];

/** Formats of one program's file. */
const formats: readonly (readonly [path: RegExp, rules: readonly TextRule[]])[] = [
	[
		/\/[._]netrc$/u,
		[{kind: 'netrc password', pattern: /\bpassword\s+(?<secret>\S+)/dgu, accepts: () => true}],
	],
	[
		/\/\.pgpass$/u,
		[
			{
				kind: 'PostgreSQL password',
				pattern: /^(?!#)(?:(?:[^:\n\\]|\\.)*:){4}(?<secret>.+)$/dgmu,
				accepts: () => true,
			},
		],
	],
	[/\/\.git-credentials$/u, [{...addressRule, kind: 'git login', accepts: () => true}]],
	[
		/\/(?:\.docker\/config\.json|\.dockercfg|(?:containers\/|\.config\/.*)auth\.json|\.dockerconfigjson)$/u,
		[
			{
				kind: 'registry login',
				pattern: /"(?:auth|identitytoken|registrytoken|password)"\s*:\s*"(?<secret>[^"\n]{4,})"/dgu,
				accepts: () => true,
			},
		],
	],
	[
		/\/\.kube\/|kubeconfig$/u,
		[
			{
				kind: 'kubeconfig login',
				pattern:
					/\b(?:token|client-key-data|password|id-token|refresh-token|access-token)["']?:\s*["']?(?<secret>[^\s"'<>,]{4,})/dgu,
			},
		],
	],
	[
		/\/\.npmrc$/u,
		[
			{
				kind: 'npm login',
				pattern: /(?:_authToken|_auth|_password)\s*=\s*["']?(?<secret>[^\s"'$]{4,})/dgu,
				accepts: () => true,
			},
		],
	],
	[
		/\/g?shadow-?$/u,
		[{kind: 'password hash', pattern: /^[^:\n]+:(?<secret>\$[^:\n]{8,}):/dgmu, accepts: () => true}],
	],
	[
		/\/\.?htpasswd$/u,
		[{kind: 'password hash', pattern: /^[^:\n#]+:(?<secret>[^:\n]{8,})$/dgmu, accepts: () => true}],
	],
	[
		/redis[^/]*\.conf$/u,
		[{kind: 'Redis password', pattern: /^[ \t]*(?:requirepass|masterauth)[ \t]+"?(?<secret>[^\s"]+)/dgmu}],
	],
	[
		/\/wireguard\/|\.conf$/u,
		[{kind: 'WireGuard key', pattern: /^\s*(?:PrivateKey|PresharedKey)\s*=\s*(?<secret>[\w+/]{43}=)/dgmu}],
	],
	[
		/\/\.cargo\/credentials(?:\.toml)?$|\.tfrc(?:\.json)?$|\/\.pypirc$|\/\.gem\/credentials$|\/\.boto$|\/\.s3cfg$|\/\.aws\/credentials$/u,
		[
			{
				kind: 'login',
				pattern:
					/(?:^|["\s:])(?:token|password|secret_key|aws_secret_access_key|gs_secret_access_key|aws_session_token|access_key|:\w*api_key)["']?\s*[=:]\s*["']?(?<secret>[^\s"']{4,})/dgmu,
			},
		],
	],
];

/** What the path alone says, if the file is secret as a whole. */
export const wholeKind = (path: string): string | undefined =>
	whole.find(([, pattern]) => pattern.test(path))?.[0];

/** The rules for the formats of this file. */
export const formatRules = (path: string): readonly TextRule[] =>
	formats.flatMap(([pattern, rules]) => (pattern.test(path) ? rules : []));

/** Files that are of no use but to log in, and what was typed. */
const logins =
	/\/(?:[._]netrc|\.pgpass|\.git-credentials|\.docker\/config\.json|\.dockercfg|\.dockerconfigjson|auth\.json|\.cargo\/credentials(?:\.toml)?|\.gem\/credentials|\.pypirc|\.aws\/credentials|\.?[\w-]*_history|\.histfile)$/u;

/** Whether the file is left out as a whole because of a secret of this kind in it; otherwise people work with the file. */
export const isSecretFile = (
	path: string,
	{kind, text}: {readonly kind: string; readonly text: string},
): boolean =>
	logins.test(path) ||
	(kind === privateKeyRule.kind && (/\/\.ssh\/|\.(?:pem|key)$/u.test(path) || /^\s*-----BEGIN /u.test(text)));
