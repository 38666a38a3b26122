import prettyBytes from 'pretty-bytes';
import type {BuildInput} from '../../model/build.ts';
import {counted} from '../../model/counted.ts';
import type {AboutLine} from './create-about.tsx';

/** `12 files, 45.1 kB` */
export const contextText = ({entries, bytes}: BuildInput['context']): string => {
	const files = entries.filter(each => each.kind === 'file').length;
	return `${counted(files, 'file')}, ${prettyBytes(bytes)}`;
};

type About = {
	readonly note: string;
	readonly lines: readonly AboutLine[];
};

/** What a build would send, as far as it has been read. */
export const buildAbout = (found: {readonly input?: BuildInput} | undefined): About => {
	const input = found?.input;
	return {
		note: input === undefined ? '' : contextText(input.context),
		lines: [
			{
				text:
					input?.context.ignore === undefined
						? 'Ingot sends the folder to the worker, without what a .containerignore lists.'
						: `Ingot sends the folder, without what ${input.context.ignore.path} leaves out.`,
				tone: 'muted',
			},
			...(input?.context.notes ?? []).map(text => ({text, tone: 'warning' as const})),
		],
	};
};
