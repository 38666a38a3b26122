import {lintSource} from '@secretlint/core';
import {creator} from '@secretlint/secretlint-rule-preset-recommend';
import type {Match} from './match.ts';

const prefixOf = '@secretlint/secretlint-rule-';
/** In words, by the rule that reported it. */
const kinds: Readonly<Record<string, string>> = {
	aws: 'AWS secret key',
	gcp: 'login of Google Cloud',
	npm: 'npm login',
	slack: 'Slack token',
	basicauth: 'password in an address',
	'database-connection-string': 'password in an address',
	privatekey: 'private key',
	'1password': '1Password token',
};
/** No secrets by themselves. */
const open = new Set(['AWSAccountID']);

const config = {
	rules: [
		{
			id: `${prefixOf}preset-recommend`,
			rule: creator,
			// A comment in a file must not hide what the file holds.
			rules: [{id: `${prefixOf}filter-comments`, disabled: true}],
		},
	],
};

/** What secretlint's recommended rules report for a text of one byte per letter. */
export const presetMatches = async (path: string, text: string): Promise<readonly Match[]> => {
	const {messages} = await lintSource({
		source: {filePath: path, content: text, contentType: 'text'},
		options: {config, noPhysicFilePath: true},
	});
	return messages
		.filter(({messageId, range: [begin, end]}) => !open.has(messageId) && end > begin)
		.map(({ruleId, range: [begin, end]}) => ({
			kind: kinds[ruleId.replace(prefixOf, '')] ?? `${ruleId.replace(prefixOf, '')} token`,
			range: [begin, end - begin] as const,
			prefix: '',
		}));
};
