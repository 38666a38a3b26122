import {randomUUID} from 'node:crypto';
import {type Tool, toolsToDetect} from '../model/builtin-capabilities.ts';
import type {DetectedTool, Detection} from '../model/detection.ts';
import {quote, withArguments} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import detectTools from '../worker/queries/detect-tools.sh';
import devboxTools from '../worker/queries/devbox-tools.sh';
import toolFolders from '../worker/queries/tool-folders.sh';
import toolVersions from '../worker/queries/tool-versions.sh';

/** The worker gives up after 3 s; this is for a dead connection. */
const timeoutMs = 10_000;

/**
 * Detects built-in capabilities in a running Linux DevBox. Read-only; takes a few tenths of a second.
 * @returns the result, with the problem if it failed; never rejects
 */
export const detectCapabilities = async (
	remote: Remote,
	devboxId: string,
	signal?: AbortSignal,
): Promise<Detection> => {
	const tools = toolsToDetect(remote.worker.detect);
	const argv = [devboxId, `INGOT_DETECT=${randomUUID()}`, devboxScript(tools)];
	try {
		const script = withArguments(argv, detectTools);
		return parseDetection((await remote.run(script, {timeoutMs, ...(signal && {signal})})).stdout, tools);
	} catch (thrown) {
		return {
			tools: [],
			lookedFor: [],
			problem: short(thrown instanceof Error ? thrown.message : String(thrown)),
		};
	}
};

/** A script for the DevBox's shell. Words from the config are quoted. */
const devboxScript = (tools: readonly Tool[]): string => {
	const calls = tools.map(({capability, commands, version}) =>
		quote([
			'tool',
			capability,
			version === undefined ? 'look' : 'run',
			commands.join(' '),
			...(version ?? []),
		]),
	);
	const functions = [toolFolders, toolVersions, devboxTools].join('\n');
	return `${functions}\nall() {\n${calls.join('\n')}\n}\nfind_all\n`;
};

/** Parses the output of worker/queries/detect-tools.sh. It comes from the DevBox, so it is not trusted. */
export const parseDetection = (stdout: string, tools: readonly Tool[]): Detection => {
	const lines = stdout.trimEnd().split('\n');
	const code = Number(/^exit (\d{1,3})$/u.exec(lines.pop() ?? '')?.[1] ?? Number.NaN);
	const lookedFor = tools.map(each => each.capability);
	if (!lines.includes('listed')) return {tools: [], lookedFor, problem: whyNot(code, lines)};
	const found = new Map(wordsAfter('found', lines));
	const versions = new Map(wordsAfter('version', lines));
	return {
		lookedFor,
		tools: lookedFor
			.filter(each => found.has(each))
			.map((capability): DetectedTool => {
				const version =
					versionIn(versions.get(capability) ?? '') ?? versionOfPath(found.get(capability) ?? '');
				return {capability, ...(version !== undefined && {version})};
			}),
	};
};

/** `found git /usr/bin/git` → `['git', '/usr/bin/git']` */
const wordsAfter = (key: string, lines: readonly string[]): readonly (readonly [string, string])[] =>
	lines.flatMap(line => {
		const [, capability, text] = /^\S+ (\S+) (.*)$/u.exec(line.startsWith(`${key} `) ? line : '') ?? [];
		return capability === undefined ? [] : [[capability, text ?? ''] as const];
	});

/** The first version number in a program's output, ignoring those in names of missing files. */
const versionIn = (text: string): string | undefined =>
	/(?<![\w./-])(?:v|V|go|jq-)?(\d{1,6}(?:\.\d{1,6}){1,3}(?:[a-z](?![a-z\d]))?)(?![\w.]*[/])(?![a-z0-9]*\.so)/u.exec(
		text,
	)?.[1];

/** `/root/.nvm/versions/node/v22.1.0/bin/node` → `22.1.0` */
const versionOfPath = (path: string): string | undefined =>
	/\/v?(\d{1,6}(?:\.\d{1,6}){1,3})(?=\/|$)/u.exec(path)?.[1];

const whyNot = (code: number, lines: readonly string[]): string => {
	const said = lines.join('\n');
	if (code === 124 || code === 137) return 'the DevBox did not answer within 3 s';
	if (code === 127) return 'the DevBox has no /bin/sh';
	if (/state improper|not running|is paused|no such container/iu.test(said))
		return 'the DevBox is not running';
	const last = lines.filter(each => each.trim() !== '').at(-1);
	return code === 0 || last === undefined || !/[a-z]{2}/iu.test(last)
		? 'the shell of the DevBox did not respond as expected'
		: short(last.replace(/^Error: /u, ''));
};

const short = (text: string): string => {
	const line = neutralise(text.split('\n', 1)[0] ?? '').trim();
	return line.length > 120 ? `${line.slice(0, 119)}…` : line;
};
