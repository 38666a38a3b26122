import {Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import {counted} from '../../model/counted.ts';
import {shortReference} from '../../model/reference.ts';
import {
	type Draft,
	isWindows,
	mountsLeft,
	mountsLeftLines,
	type SnapshotSource,
} from '../../model/snapshot.ts';
import {aboutSeconds, snapshotEstimate} from '../../model/snapshot-estimate.ts';
import {neutralise} from '../../model/text.ts';
import {panelEdge} from '../../parts/panel.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {wrapWords} from '../../parts/wrap-words.ts';
import {leftOutText} from './contents-detail.ts';

export type AboutLine = {readonly text: string; readonly tone: 'muted' | 'warning'};

/** What the image will contain, and what not. */
export const createAbout = (
	source: SnapshotSource,
	{method, leftOut = []}: Pick<Draft, 'method' | 'leftOut'>,
) => {
	const {devbox, diskSpace} = source;
	const {layerBytes} = diskSpace;
	const time = method === 'auto' ? '' : ` · ${aboutSeconds(snapshotEstimate(method, layerBytes).whole)}`;
	const lines: readonly AboutLine[] = [
		{
			text: `From ${devbox.name}, made from ${shortReference(devbox.imageReference)}.`,
			tone: 'muted',
		},
		...(leftOut.length === 0 ? [] : [{text: `Left out: ${leftOutText(leftOut)}`, tone: 'warning'} as const]),
		...mountsLeftLines(mountsLeft({devbox, diskSpace})).map(
			(text, index): AboutLine => ({text, tone: index === 0 ? 'warning' : 'muted'}),
		),
	];
	return {note: `${isWindows(devbox) ? 'disk' : 'own layer'} ${prettyBytes(layerBytes)}${time}`, lines};
};

/** For the panel below a form: how many lines they take, and how to draw them. @param width of the screen, in columns */
export const aboutLines = (lines: readonly AboutLine[], width: number) => {
	const wrapped = lines.flatMap(({text, tone}) =>
		wrapWords(neutralise(text), width - panelEdge).map((row): AboutLine => ({text: row, tone})),
	);
	return {
		lines: wrapped.length,
		draw: (height: number) => <CreateAbout lines={wrapped} height={height} />,
	};
};

/** As many lines as fit; the rest is counted. */
const CreateAbout = ({lines, height}: {lines: readonly AboutLine[]; height: number}) => {
	const shown = lines.length > height ? lines.slice(0, Math.max(0, height - 1)) : lines;
	return (
		<>
			{shown.map(({text, tone}) => (
				<Text key={text} {...toneOf(tone)} wrap="truncate-end">
					{text}
				</Text>
			))}
			{shown.length < lines.length ? (
				<Text
					{...toneOf('muted')}
				>{`  ${counted(lines.length - shown.length, 'more line')} in the review`}</Text>
			) : null}
		</>
	);
};
