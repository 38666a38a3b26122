import type {Command} from 'commander';
import {exitCodes, Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {type Act, examples} from './program-parts.ts';

/** `ingot help`, in the place of commander's, which does not know the commands of a group: `ingot help images sbom`. */
export const addHelp = (program: Command, act: Act): void => {
	program
		.helpCommand(false)
		.command('help [command...]')
		.description('display help for a command')
		.addHelpText('after', examples('ingot help create', 'ingot help images sbom'))
		.action(
			act(async (words: readonly string[]) => {
				let found = program;
				for (const word of words) found = await inner(found, word);
				found.outputHelp();
				return exitCodes.done;
			}),
		);
};

/**
 * What a group does without a command takes no words: the first one was meant as a command.
 * @param command the group, or the one of its commands that need not be named @throws Failure (usage)
 */
export const refuseWords = async (command: Command): Promise<void> => {
	const [word] = command.args;
	if (word === undefined) return;
	const group = command.commands.length > 0 ? command : (command.parent ?? command);
	await inner(group, word);
	throw new Failure(`${wordsOf(command).join(' ')} takes no ${neutralise(word)}.`, {
		kind: 'usage',
		hint: `Omit it; \`${['ingot', 'help', ...wordsOf(command).slice(1)].join(' ')}\` lists the options.`,
	});
};

/** @throws Failure (usage) for a word that is no command there */
const inner = async (group: Command, word: string): Promise<Command> => {
	const found = group.commands.find(each => [each.name(), ...each.aliases()].includes(word));
	if (found !== undefined) return found;
	const {didYouMean} = await import('./did-you-mean.ts');
	const names = wordsOf(group);
	const all = group.commands.map(each => each.name());
	throw new Failure(`There is no command ${neutralise([...names, word].join(' '))}.`, {
		kind: 'usage',
		hint: didYouMean(word, all, `\`${['ingot', 'help', ...names.slice(1)].join(' ')}\` lists the commands.`),
	});
};

/** `ingot images` */
const wordsOf = (command: Command): readonly string[] => [
	...(command.parent === null ? [] : wordsOf(command.parent)),
	command.name(),
];
