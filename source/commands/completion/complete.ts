import type {Argument, Command, Option} from 'commander';
import type {Known} from '../../model/known.ts';
import {type Candidate, namesOf} from './names.ts';

/** What a shell offers: candidates, or the files of this machine. */
export type Completion = {readonly files: boolean; readonly candidates: readonly Candidate[]};

/** What the words before the cursor mean. */
type Place = {
	readonly command: Command;
	readonly operands: readonly string[];
	readonly workers: readonly string[];
	/** The option whose value is next. */
	readonly option: Option | undefined;
	/** After `--` there are no options. */
	readonly noOptions: boolean;
};

const files: Completion = {files: true, candidates: []};
const fileOptions = ['config', 'env-file', 'file'];
const fileArguments = ['context', 'file'];

/**
 * Completes the last of the words, which may be empty.
 * @param words what was typed after the program's name, unquoted
 */
export const complete = (program: Command, words: readonly string[], known: Known): Completion => {
	const typed = words.at(-1) ?? '';
	const place = words
		.slice(0, -1)
		.reduce<Place>(read, {command: program, operands: [], workers: [], option: undefined, noOptions: false});
	const completion = offer(place, typed, known);
	const seen = new Set<string>();
	return {
		...completion,
		candidates: completion.candidates.filter(({value}) => {
			const isNew = value.startsWith(typed) && !seen.has(value);
			seen.add(value);
			return isNew;
		}),
	};
};

const read = (place: Place, word: string): Place => {
	if (place.option !== undefined) return {...withValue(place, place.option, word), option: undefined};
	if (place.noOptions) return {...place, operands: [...place.operands, word]};
	if (word === '--') return {...place, noOptions: true};
	if (word.startsWith('-') && word !== '-') return readOption(place, word);
	const inner = place.operands.length === 0 ? subcommand(place.command, word) : undefined;
	return inner === undefined ? {...place, operands: [...place.operands, word]} : {...place, command: inner};
};

const readOption = (place: Place, word: string): Place => {
	const [flag = '', value] = splitOnce(word);
	const option = optionsOf(place.command).find(each => each.long === flag || each.short === flag);
	if (option === undefined || option.isBoolean() || !option.required) return place;
	return value === undefined ? {...place, option} : withValue(place, option, value);
};

const withValue = (place: Place, option: Option, value: string): Place =>
	option.name() === 'worker' ? {...place, workers: [...place.workers, value]} : place;

const offer = (place: Place, typed: string, known: Known): Completion => {
	if (place.option !== undefined) return ofOption(place.option, place, known);
	if (!place.noOptions && typed.startsWith('-')) {
		const [flag = '', value] = splitOnce(typed);
		const option = optionsOf(place.command).find(each => each.long === flag);
		if (value === undefined || option === undefined) return {files: false, candidates: flags(place.command)};
		const {files: hasFiles, candidates} = ofOption(option, place, known);
		return {
			files: hasFiles,
			candidates: candidates.map(each => ({...each, value: `${flag}=${each.value}`})),
		};
	}
	const argument = place.command.registeredArguments[place.operands.length]?.name() ?? '';
	if (fileArguments.includes(argument)) return files;
	const inner = place.operands.length === 0 ? subcommands(place.command) : [];
	return {files: false, candidates: [...inner, ...ofArgument(place, known)]};
};

const ofOption = (option: Option, place: Place, known: Known): Completion => {
	const name = option.name();
	if (fileOptions.includes(name)) return files;
	const kind = kindOf(option);
	return {
		files: false,
		candidates:
			option.argChoices?.map(asValue) ?? namesOf(kind, known, kind === 'worker' ? [] : place.workers),
	};
};

const kindOf = (option: Option): string => {
	// `--worker name=target` of init names a new one.
	if (option.flags.includes('=target')) return 'new';
	// `--to` of copy.
	return option.flags.endsWith('<worker>') ? 'worker' : option.name();
};

const ofArgument = ({command, operands, workers}: Place, known: Known): readonly Candidate[] => {
	const all = command.registeredArguments;
	const last = all.at(-1);
	const argument: Argument | undefined = all[operands.length] ?? (last?.variadic ? last : undefined);
	if (argument === undefined) return [];
	if (argument.argChoices !== undefined) return argument.argChoices.map(asValue);
	const [first] = operands;
	// `adopt WORKER CONTAINER`
	const on = all[0]?.name() === 'worker' && first !== undefined ? [first] : workers;
	return namesOf(argument.name(), known, on).filter(({value}) => !operands.includes(value));
};

const asValue = (value: string): Candidate => ({value, about: ''});

const subcommands = (command: Command): readonly Candidate[] =>
	command
		.createHelp()
		.visibleCommands(command)
		.map(each => ({value: each.name(), about: each.description()}));

/** `ingot help NAME` takes a command, too. */
const subcommand = (command: Command, word: string): Command | undefined =>
	word === 'help' ? command : command.commands.find(each => each.name() === word);

/** Those of a group include those of its list, which runs without a subcommand. */
const optionsOf = (command: Command): readonly Option[] => {
	const list = command.commands.find(each => each.name() === 'list');
	const own = [command, ...(list === undefined ? [] : [list])];
	return [...own.flatMap(each => each.createHelp().visibleOptions(each)), ...outer(command)];
};

const outer = (command: Command): readonly Option[] =>
	command.parent === null ? [] : [...command.parent.options, ...outer(command.parent)];

const flags = (command: Command): readonly Candidate[] =>
	optionsOf(command).flatMap(({long, description}) =>
		long === undefined || long === null ? [] : [{value: long, about: description}],
	);

const splitOnce = (word: string): readonly string[] => {
	const at = word.indexOf('=');
	return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
};
