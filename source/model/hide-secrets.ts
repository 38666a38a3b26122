import type {RunConfig} from './image-config.ts';
import {looksSecret} from './looks-secret.ts';
import {scrub} from './scrub.ts';

const hidden = '‹hidden›';

/** A text without what looks like a secret. */
export const hideInText = (text: string): string => scrub(text, {secrets: [], home: ''});

/** Words are scrubbed together: a secret can be recognised by the option before it. */
const hideInWords = (words: readonly string[]): readonly string[] =>
	words.length === 0 ? words : hideInText(words.join('\t')).split('\t');

/** The parts of a configuration that are shown, without what looks like a secret; of variables only the names. */
export const hideInConfig = <Config extends RunConfig>(config: Config): Config => ({
	...config,
	entrypoint: hideInWords(config.entrypoint),
	command: hideInWords(config.command),
	env: config.env.map(each => each.split('=', 1)[0] ?? ''),
	labels: Object.fromEntries(
		Object.entries(config.labels).map(([name, value]) => [name, looksSecret({name, value}) ? hidden : value]),
	),
});
