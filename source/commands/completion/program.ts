import {Argument, type Command} from 'commander';
import {exitCodes} from '../../model/failure.ts';
import type {CommandDeps} from '../command-deps.ts';
import {manPage, type Release} from '../man-page.ts';
import {type Act, examples} from '../program-parts.ts';
import {complete} from './complete.ts';
import bash from './ingot.bash';
import fish from './ingot.fish';
import zsh from './ingot.zsh';

const scripts: Readonly<Record<string, string>> = {bash, zsh, fish};
const maxCandidates = 2000;

/** `ingot completion SHELL`, and two hidden commands: what its script asks, and the man page. */
export const addCompletion = (
	program: Command,
	deps: CommandDeps,
	{act, ...release}: Release & {readonly act: Act},
): void => {
	program
		.command('completion')
		.description('print the script that makes a shell complete commands, options and names')
		.addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
		.addHelpText(
			'after',
			examples(
				`eval "$(ingot completion bash)"          # in ~/.bashrc`,
				'source <(ingot completion zsh)           # in ~/.zshrc, after compinit',
				'ingot completion fish | source           # in ~/.config/fish/config.fish',
			),
		)
		.action(
			act(async (shell: string) => {
				deps.out((scripts[shell] ?? '').trimEnd());
				return exitCodes.done;
			}),
		);
	program
		.command('complete [words...]', {hidden: true})
		.helpOption(false)
		.action(
			act(async (words: readonly string[]) => {
				const {files, candidates} = complete(program, words, await deps.known());
				if (files) deps.out(':files');
				for (const {value, about} of candidates.slice(0, maxCandidates))
					deps.out(about === '' ? value : `${value} ${about}`);
				return exitCodes.done;
			}),
		);
	program
		.command('man', {hidden: true})
		.description('print the man page')
		.action(
			act(async () => {
				deps.out(manPage(program, release));
				return exitCodes.done;
			}),
		);
};
