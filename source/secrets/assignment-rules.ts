import {looksSecret} from '../model/looks-secret.ts';
import {isLiteral, type TextRule} from './match.ts';

const bareName = (name: string): string =>
	name
		.replaceAll(/([a-z\d])([A-Z])/gu, '$1_$2')
		.replaceAll(/[^A-Za-z\d]+/gu, '_')
		.toUpperCase();
const strictWord =
	/(?:^|_)(?:(?:(?:ACCESS|REFRESH|AUTH|API|BEARER|ID|BOT|SESSION|OAUTH|PRIVATE|DEPLOY|PERSONAL|GITHUB|GITLAB|NPM|SLACK|VAULT|BOTH|HF|GH)_)?TOKEN|(?:CLIENT_|APP_|API_|ACCESS_|SHARED_|SIGNING_|JWT_|SESSION_|COOKIE_|WEBHOOK_)?SECRET|PASSWORD|PASSWD|PASSPHRASE|PASSWORT|PWD|PASS|APIKEY|API_KEY|ACCESS_KEY|SECRET_KEY|ACCOUNT_KEY|PRIVATE_KEY|ENCRYPTION_KEY|SIGNING_KEY|MASTER_KEY|SECRET_ACCESS_KEY|PSK|AUTH|AUTHTOKEN|IDENTITYTOKEN|CREDENTIAL|CREDENTIALS)$/u;
const openWord = /(?:^|_)(?:MAX|MIN|PUBLIC|NUM|COUNT|NEXT|PAD|EOS|BOS|UNK|MASK|SEP|CLS|CSRF|CANCELLATION)_/u;

/** Whether a setting's name says that its value is a secret. */
const namesSecret = (name: string): boolean =>
	strictWord.test(bareName(name)) && !openWord.test(bareName(name));

/** Settings: `name = value`, `name: value`, `"name": "value"`. */
const settingRule: TextRule = {
	kind: 'password or token in a setting',
	pattern:
		/(?:^|[\s,;{(])(?:export\s+|-\s+)?(?<quote>["']?)(?<name>[\w/:@.-]*[A-Za-z_])\k<quote>[ \t]*(?::=|=>|[:=])[ \t]*(?<mark>["']?)(?<secret>(?<=")[^"\n]+|(?<=')[^'\n]+|[^\s"'#;,}\]<>]+)/dgmu,
	accepts: ({groups}, secret) =>
		namesSecret(groups?.name ?? '') && isLiteral(secret) && !/\s.*\s/u.test(secret),
};

/** Constants of PHP. */
const constantRule: TextRule = {
	kind: settingRule.kind,
	pattern: /\bdefine\(\s*["'](?<name>\w+)["']\s*,\s*["'](?<secret>[^"'\n]+)["']/dgu,
	accepts: ({groups}, secret) => namesSecret(groups?.name ?? '') && isLiteral(secret),
};

/** In a program only what is quoted and is no word: many a variable is called like a secret. */
export const codeRule: TextRule = {
	kind: 'password or token in a program',
	pattern:
		/(?<=(?<name>\b[\w-]*[A-Za-z_])["']?[ \t]*(?::=|=>|[:=])[ \t]*)(?<mark>["'])(?<secret>[^"'\s]{8,200})\k<mark>/dgu,
	accepts: ({groups}, secret) =>
		namesSecret(groups?.name ?? '') && isLiteral(secret) && /\d/u.test(secret) && /[A-Za-z]/u.test(secret),
};

/** Settings of Maven and other XML files. */
const elementRule: TextRule = {
	kind: 'password or token in a setting',
	pattern: /<(?<name>[\w.-]+)>\s*(?<secret>[^<>\s]{4,200})\s*<\/\k<name>>/dgu,
	accepts: ({groups}, secret) => namesSecret(groups?.name ?? '') && isLiteral(secret),
};

/** The rules for a file of settings. */
export const settingRules = (path: string): readonly TextRule[] => [
	settingRule,
	...(path.endsWith('.xml') ? [elementRule] : []),
	...(path.endsWith('.php') ? [constantRule] : []),
];

/** Variables, by their names and by their values, as in the environment of a DevBox. */
export const variableRule: TextRule = {
	kind: 'secret variable',
	pattern:
		/(?:^|[\s;])(?:export[ \t]+|set[ \t]+(?:-\w+[ \t]+)*)?(?<name>[A-Za-z_]\w*)(?:[ \t]*=[ \t]*|(?<=set[ \t]+(?:-\w+[ \t]+)*[A-Za-z_]\w*)[ \t]+)(?<mark>["']?)(?<secret>(?<=")[^"\n]+|(?<=')[^'\n]+|[^\s"'#;]+)/dgmu,
	accepts: ({groups}, secret) => isLiteral(secret) && looksSecret({name: groups?.name ?? '', value: secret}),
};
