import {isLiteral, type TextRule} from './match.ts';

/** Commands that are given a password. */
export const commandRules: readonly TextRule[] = [
	{
		kind: 'password in a command',
		pattern:
			/(?:^|\s)--?(?:[\w-]*-)?(?:password|passwd|pass|passphrase|token|secret|api-?key|access-?key|auth-?token)(?:=|[ \t]+)(?<mark>["']?)(?<secret>[^\s"';|&]{3,})/dgimu,
		accepts: (_, secret) => isLiteral(secret) && !/^-/u.test(secret),
	},
	{
		kind: 'password in a command',
		pattern:
			/\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;]*?\s-p(?<mark>["']?)(?<secret>[^\s"';|&]{3,})/dgmu,
	},
	{kind: 'password in a command', pattern: /\bsshpass\s+-p\s*(?<secret>[^\s;|&]{3,})/dgmu},
	{kind: 'password in a command', pattern: /\bredis-cli\b[^\n|;]*?\s-a\s+(?<secret>[^\s;|&]{3,})/dgmu},
	{kind: 'password in a command', pattern: /\bldap\w+\b[^\n|;]*?\s-w\s*(?<secret>[^\s;|&]{3,})/dgmu},
	{
		kind: 'password in a command',
		pattern:
			/\b(?:curl|wget|http|https)\b[^\n|]*?\s(?:-u|--user)[ =]?(?<mark>["']?)[^\s:"']+:(?<secret>[^\s"';|&]{3,})/dgmu,
	},
	{
		kind: 'password in a command',
		pattern:
			/\b(?:docker|podman|skopeo|buildah|helm)\b[^\n|;]*?\blogin\b[^\n|;]*?\s-p[ =]?(?<mark>["']?)(?<secret>[^\s"';|&]{3,})/dgmu,
	},
	{
		kind: 'password in a command',
		pattern: /\becho\s+(?:-n\s+)?(?<mark>["']?)(?<secret>[^\s"'$|]{4,})["']?\s*\|[^\n]*--password-stdin/dgmu,
	},
	{
		kind: 'authorization header',
		pattern: /\bAuthorization["']?\s*[:=]\s*["']?(?:Bearer|Basic|token)\s+(?<secret>[\w.~+/=-]{8,})/dgimu,
	},
];
