import {type Document, isNode, isSeq, LineCounter, parseDocument} from 'yaml';
import type * as z from 'zod';
import {Failure} from '../model/failure.ts';
import type {Settings} from '../model/settings.ts';
import {neutralise} from '../model/text.ts';
import type {KeepJobs} from '../model/worker.ts';
import {type SettingsFile, settingsSchema} from './settings-schema.ts';

/**
 * The text of a config file → settings.
 * @param file its path, for messages · @param login the account when the file names none
 * @throws Failure (usage) that lists every invalid field: path, line, the value found and the allowed ones
 */
export const parseSettings = (text: string, file: string, login: string): Settings => {
	const lines = new LineCounter();
	const document = parseDocument(text, {lineCounter: lines, prettyErrors: true});
	const broken = document.errors[0];
	if (broken !== undefined)
		throw wrong(file, [`line ${broken.linePos?.[0].line ?? 1}: ${firstLine(broken.message)}`]);
	const found = expand(document, file) ?? {};
	const result = settingsSchema.safeParse(found, {reportInput: true});
	if (result.success) return toSettings(result.data, login);
	throw wrong(
		file,
		result.error.issues.flatMap(issue => describeIssue(issue, document, lines)),
	);
};

/** A list of labels that a thousand workers share is no attack; aliases of aliases of aliases are. */
const maxAliases = 100_000;

const expand = (document: Document, file: string): unknown => {
	try {
		return document.toJS({maxAliasCount: maxAliases});
	} catch {
		throw wrong(file, ['its aliases (*name) cannot be expanded']);
	}
};

const wrong = (file: string, problems: readonly string[]): Failure =>
	new Failure(`${file} cannot be used:\n${problems.map(each => `  ${each}`).join('\n')}`, {
		kind: 'usage',
		hint: 'Fix the file; `ingot config schema` prints all fields.',
	});

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

const describeIssue = (
	issue: z.core.$ZodIssue,
	document: Document,
	lines: LineCounter,
): readonly string[] => {
	if (issue.code === 'unrecognized_keys') {
		return issue.keys.map(key => {
			const path = [...issue.path, key];
			return `${where(path, document, lines)}: unknown field; allowed: ${fieldsAt(issue.path)}`;
		});
	}
	// A key that cannot be moved: a sentence instead of the allowed values.
	if (issue.code === 'custom' && issue.params?.isSentence === true)
		return [`${where(issue.path, document, lines)}: ${neutralise(issue.message)}`];
	return [
		`${where(issue.path, document, lines)}: found ${show(document.getIn(issue.path))}; allowed: ${allowed(issue)}`,
	];
};

/** `workers[1].kind (line 7)`; for a missing field, the line of its nearest parent. */
const where = (path: readonly PropertyKey[], document: Document, lines: LineCounter): string => {
	const name = path
		.map(each => (typeof each === 'number' ? `[${each}]` : `.${neutralise(String(each))}`))
		.join('')
		.replace(/^\./u, '');
	for (let length = path.length; length >= 0; length -= 1) {
		const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
		if (isNode(node) && node.range)
			return `${name || 'the file'} (line ${lines.linePos(node.range[0]).line})`;
	}
	return name || 'the file';
};

const show = (value: unknown): string => {
	if (value === undefined || value === null) return 'nothing';
	if (typeof value === 'object') return isSeq(value) ? 'a list' : 'a group of fields';
	return JSON.stringify(value).slice(0, 80);
};

const allowed = (issue: z.core.$ZodIssue): string => {
	switch (issue.code) {
		case 'invalid_value':
			return issue.values.map(String).join(' | ');
		case 'invalid_type':
			return (
				{
					string: 'text',
					boolean: 'true or false',
					array: 'a list',
					object: 'a group of fields',
					record: 'a group of fields',
				}[issue.expected as string] ?? issue.expected
			);
		default:
			return issue.message;
	}
};

const fieldsAt = (path: readonly PropertyKey[]): string => {
	const {account, capabilities, image, keepJobs, workers} = settingsSchema.shape;
	if (path[0] === 'account') return Object.keys(account.unwrap().shape).join(', ');
	if (path[0] === 'capabilities') return Object.keys(capabilities.unwrap().shape).join(', ');
	if (path[0] === 'image') return Object.keys(image.unwrap().shape).join(', ');
	if (path[0] === 'keepJobs') return Object.keys(keepJobs.unwrap().shape).join(', ');
	if (path[0] === 'workers') return Object.keys(workers.unwrap().element.shape).join(', ');
	return Object.keys(settingsSchema.shape).join(', ');
};

/** As in worker/runner/prune.sh. */
const defaultKeep: KeepJobs = {days: 30, count: 200};

const toSettings = (file: SettingsFile, login: string): Settings => ({
	account: file.account ?? {user: login, plan: 'pro', role: 'owner'},
	sshConfig: file.sshConfig,
	notify: file.notify,
	...(file.theme !== undefined && {theme: file.theme}),
	...(file.keys !== undefined && {keys: file.keys}),
	...(file.mouse !== undefined && {mouse: file.mouse}),
	...(file.registry !== undefined && {registry: file.registry}),
	workers: (file.workers ?? []).map(({local: _, ...entry}) => ({
		...entry,
		kind: entry.kind ?? 'self-hosted',
		...(entry.transport === undefined && file.transport && {transport: file.transport}),
		...(file.sshConfig !== undefined && {sshConfig: file.sshConfig}),
		...(file.image && {
			imageLabels: {keep: file.image.keepLabels ?? [], drop: file.image.dropLabels ?? []},
		}),
		...(file.capabilities?.detect && {detect: file.capabilities.detect}),
		...(file.keepJobs && {keepJobs: {...defaultKeep, ...file.keepJobs} as KeepJobs}),
	})),
});
