import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {memo, type ReactNode, useContext} from 'react';
import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {fitText} from './fit.ts';
import {spoken} from './spoken.ts';
import {toneOf} from './tone-of.ts';

/** One part of a panel: a titled rule, and below it a body of so many lines. */
export type Section = {
	/** At the left of the rule: what the body is about. */
	readonly title: string;
	/** Of a section whose title follows a selection: it stays the same one, and is not drawn from scratch. */
	readonly id?: string;
	/** At the right of the rule: a count, an age, how the list is sorted. */
	readonly note?: string | undefined;
	/** Lines of the body. */
	readonly height: number;
	readonly body: ReactNode;
	/** Drawn as the one that has the keys. */
	readonly isFocused?: boolean;
};

/** Columns that a panel takes at both sides together. */
export const panelEdge = 4;

/** Lines that a panel takes beyond the bodies of its sections: a rule above each, and one below the last. */
export const panelRules = (sections: number): number => sections + 1;

/**
 * A bordered panel of one section or several, each under a titled rule. Where the terminal has no box-drawing characters
 * the border is ASCII. Bodies are `width - panelEdge` columns wide.
 *
 *     ╭─ DevBoxes ───────────────── 10 · name ↑ ─╮
 *     │ ❯ api   ● running  node-base:22          │
 *     ├─ api ─────────────────────────── up 4 h ─┤
 *     │ Image   node-base:22, by bob             │
 *     ╰──────────────────────────────────────────╯
 */
export const Panel = ({sections, width}: {sections: readonly Section[]; width: number}) => {
	const {frame} = useContext(MarksContext);
	const side = `${frame.vertical} `;
	if (useIsScreenReaderEnabled()) return <SpokenPanel sections={sections} />;
	return (
		<Box flexDirection="column" width={width} flexShrink={0}>
			{sections.map((section, index) => (
				<Box key={section.id ?? section.title} flexDirection="column" flexShrink={0}>
					<Rule
						title={section.title}
						note={section.note ?? ''}
						isFocused={section.isFocused !== false}
						width={width}
						isFirst={index === 0}
					/>
					<Box width={width} height={section.height} flexShrink={0} overflow="hidden">
						<Side text={side} height={section.height} />
						<Box flexDirection="column" width={width - panelEdge} flexShrink={0} overflow="hidden">
							{section.body}
						</Box>
						<Side text={` ${frame.vertical}`} height={section.height} />
					</Box>
				</Box>
			))}
			<Text {...toneOf('muted')}>
				{frame.bottomLeft + frame.horizontal.repeat(Math.max(0, width - 2)) + frame.bottomRight}
			</Text>
		</Box>
	);
};

/** Headings and bodies without a frame. */
const SpokenPanel = ({sections}: {sections: readonly Section[]}) => (
	<Box flexDirection="column">
		{sections.map(({title, note = '', body}) => (
			<Box key={title} flexDirection="column">
				<Text>{spoken(neutralise(note === '' ? `${title}:` : `${title}, ${note}:`))}</Text>
				<Box flexDirection="column">{body}</Box>
			</Box>
		))}
	</Box>
);

/** One text over the whole height: a line each, so that a panel costs two texts and not two for every row. */
const Side = memo(({text, height}: {text: string; height: number}) => (
	<Box width={2} height={height} flexShrink={0} overflow="hidden">
		<Text {...toneOf('muted')}>{Array(height).fill(text).join('\n')}</Text>
	</Box>
));

type RuleProps = {
	readonly title: string;
	readonly note: string;
	readonly isFocused: boolean;
	readonly width: number;
	readonly isFirst: boolean;
};

/** `╭─ Title ──── note ─╮`; the note is cut, and then left out, before the title is. */
const Rule = memo((section: RuleProps) => {
	const {frame, more} = useContext(MarksContext);
	const [left, right] = section.isFirst ? [frame.topLeft, frame.topRight] : [frame.teeLeft, frame.teeRight];
	// `╭─ `, a blank and at least one dash after the title, `─╮`.
	const room = Math.max(0, section.width - 7);
	const title = fitText(neutralise(section.title), room, more);
	const note = fitNote(neutralise(section.note), room - stringWidth(title), more);
	const line = Math.max(1, room + 1 - stringWidth(title) - stringWidth(note));
	return (
		<Text wrap="truncate-end">
			<Text {...toneOf('muted')}>{`${left}${frame.horizontal} `}</Text>
			<Text {...(section.isFocused ? toneOf('title') : {bold: true})}>{title}</Text>
			<Text {...toneOf('muted')}>
				{` ${frame.horizontal.repeat(line)}${note}${frame.horizontal}${right}`}
			</Text>
		</Text>
	);
});

/** Of a note, such as why a list is out of date, so many columns still say something; fewer are left out. */
const noteColumns = 20;

const fitNote = (note: string, room: number, more: string): string => {
	if (note === '' || (stringWidth(note) + 2 > room && room - 2 < noteColumns)) return '';
	return ` ${fitText(note, room - 2, more)} `;
};
