import {type Arg, DockerfileParser, type Env, type From, type Instruction} from 'dockerfile-ast';
import {looksSecret} from './looks-secret.ts';

/** What Ingot reads from a Containerfile; Podman parses it again. */
export type Containerfile = {
	/** The image that the last stage builds on, with variables resolved: empty for scratch, undefined where it cannot be known. */
	readonly base: string | undefined;
	/** Whether it needs Docker's image format: health check, ONBUILD and SHELL exist in no other. */
	readonly needsDockerFormat: boolean;
	/** Names that ARG declares. */
	readonly declared: readonly string[];
	/** A syntax error with its line, `Containerfile:3: …`; Podman would fail on it. */
	readonly problem: string | undefined;
	/** Secrets that everyone who gets the image could read, with their lines. */
	readonly warnings: readonly string[];
	/** Their values; Podman prints each instruction. */
	readonly secrets: readonly string[];
};

const keywords = new Set(
	'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
		' ',
	),
);
/** These may stand alone. */
const mayBeEmpty = new Set(['CMD', 'ENTRYPOINT']);

/**
 * @param name of the file, for messages
 * @param given build arguments by name; they win over the defaults of ARG
 */
export const parseContainerfile = (
	text: string,
	{name, given = {}}: {readonly name: string; readonly given?: Readonly<Record<string, string>>},
): Containerfile => {
	const file = DockerfileParser.parse(text);
	const instructions = file.getInstructions();
	const secrets = instructions.flatMap(secretsOf);
	const problem = problemOf(instructions) ?? unfinished(text, file.getEscapeCharacter());
	return {
		base: baseOf(file.getFROMs(), argumentsBefore(instructions, given)),
		needsDockerFormat: instructions.some(each =>
			['HEALTHCHECK', 'ONBUILD', 'SHELL'].includes(each.getKeyword()),
		),
		declared: instructions.flatMap(each => (isArg(each) ? (each.getProperty()?.getName() ?? []) : [])),
		problem: problem && `${name}:${problem.line}: ${problem.text}`,
		warnings: secrets.map(({line, text: secret}) => `${name}:${line}: ${secret}`),
		secrets: secrets.flatMap(({value}) => value ?? []),
	};
};

const isArg = (each: Instruction): each is Arg => each.getKeyword() === 'ARG';
const isEnv = (each: Instruction): each is Env => each.getKeyword() === 'ENV';
const lineOf = (each: Instruction): number => each.getRange().start.line + 1;

type Remark = {readonly line: number; readonly text: string};

const problemOf = (instructions: readonly Instruction[]): Remark | undefined => {
	let hasBegun = false;
	for (const each of instructions) {
		const keyword = each.getKeyword();
		hasBegun ||= keyword === 'FROM';
		const text =
			instructionProblem(each) ??
			(hasBegun || isArg(each)
				? undefined
				: `${keyword} stands before FROM. Begin with FROM and the image to build on.`);
		if (text !== undefined) return {line: lineOf(each), text};
	}
	return hasBegun
		? undefined
		: {line: 1, text: 'There is no FROM instruction. Begin with FROM and the image to build on.'};
};

/** What Ingot appends would become a part of such a line. */
const unfinished = (text: string, continuation: string): Remark | undefined => {
	const lines = text.trimEnd().split('\n');
	const isOpen = lines.at(-1)?.trimEnd().endsWith(continuation) && !/^\s*#/u.test(lines.at(-1) ?? '');
	return isOpen
		? {line: lines.length, text: `The last line ends with ${continuation}. Complete it.`}
		: undefined;
};

const instructionProblem = (each: Instruction): string | undefined => {
	const keyword = each.getKeyword();
	if (!keywords.has(keyword)) return `${keyword} is not an instruction. Check its spelling.`;
	const words = each.getRawArgumentsContent() ?? '';
	if (words.trim() === '' && !mayBeEmpty.has(keyword))
		return `${keyword} has no arguments. Complete the line.`;
	if (keyword === 'ENV' && (each as Env).getProperties().some(({getValue}) => getValue === undefined))
		return 'ENV needs a name and a value.';
	return undefined;
};

type Secret = Remark & {readonly value: string | undefined};

const secretsOf = (each: Instruction): readonly Secret[] => {
	if (!isArg(each) && !isEnv(each)) return [];
	const keyword = each.getKeyword();
	return (isArg(each) ? [each.getProperty()] : each.getProperties()).flatMap(property => {
		const name = property?.getName() ?? '';
		// A name without a value gets one from --build-arg, and its name is all that is known.
		const value = property?.getValue() ?? undefined;
		if (property == null || !looksSecret({name, value: value ?? 'x'.repeat(4)})) return [];
		const line = property.getRange().start.line + 1;
		return [{line, value, text: `${keyword} ${name} looks like a secret. ${secretAdvice}`}];
	});
};

const secretAdvice =
	'Everyone who gets the image can read it, so let the DevBox get it when it starts (a variable of the launch).';

/** The values of ARG before the first FROM, which are all that FROM can use. */
const argumentsBefore = (
	instructions: readonly Instruction[],
	given: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> => {
	const values = new Map<string, string>();
	for (const each of instructions) {
		if (each.getKeyword() === 'FROM') break;
		const property = isArg(each) ? each.getProperty() : undefined;
		if (property == null) continue;
		const value = Object.hasOwn(given, property.getName()) ? given[property.getName()] : property.getValue();
		if (value != null) values.set(property.getName(), resolve(value, values) ?? '');
	}
	return values;
};

const baseOf = (stages: readonly From[], values: ReadonlyMap<string, string>): string | undefined => {
	const bases = new Map<string, string | undefined>();
	let last: string | undefined;
	for (const [index, stage] of stages.entries()) {
		const image = resolve(stage.getImage() ?? '', values);
		const isStage = image !== undefined && bases.has(image.toLowerCase());
		last = isStage ? bases.get(image.toLowerCase()) : image === 'scratch' ? '' : image || undefined;
		bases.set((stage.getBuildStage() ?? String(index)).toLowerCase(), last);
	}
	return last;
};

/** `$NAME`, `${NAME}` and `${NAME:-default}`. @returns undefined where something else is needed */
const resolve = (text: string, values: ReadonlyMap<string, string>): string | undefined => {
	let isKnown = true;
	const resolved = text.replaceAll(/\$(?:\w+|\{\w+(?::?-[^}]*)?\})/gu, found => {
		const [, name = '', otherwise] = /^\$\{?(\w+)(?::?-(.*)\})?/u.exec(found) ?? [];
		const value = values.get(name) || otherwise;
		if (value === undefined) isKnown = false;
		return value ?? '';
	});
	return isKnown && !resolved.includes('$') ? resolved : undefined;
};
