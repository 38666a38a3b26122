import {Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';

const options = {
	name: {flag: '--name', hint: 'Give another one: --name NAME.'},
	tag: {flag: '--tag', hint: 'Give another one: --tag TAG.'},
	capability: {flag: '--capability', hint: 'Change or omit that --capability.'},
	buildArg: {flag: '--build-arg', hint: 'Write --build-arg NAME=value, or NAME alone for its value here.'},
	count: {flag: '--count', hint: 'Give another one: --count NUMBER.'},
} as const;
type Field = keyof typeof options;
type Words = {readonly [field in Field]?: string | undefined};

/**
 * The first of these problems, as a failure that names the option: `--name Foo: Use lowercase letters.`
 * @param problems by field @param typed what was given for it, where that is one word
 */
export const optionFailure = (problems: Words, typed: Words): Failure | undefined => {
	for (const [field, {flag, hint}] of Object.entries(options)) {
		const problem = problems[field as Field];
		if (problem === undefined) continue;
		const value = typed[field as Field];
		const given = value === undefined ? flag : `${flag} ${quote([value])}`;
		return new Failure(`${given}: ${problem}`, {kind: 'usage', hint});
	}
	return undefined;
};
