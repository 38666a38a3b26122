import {Text, Transform} from 'ink';
import type {ReactNode} from 'react';
import type {Tone} from './tone-of.ts';

/** Ink breaks a line before the blank where the words fill the line, so the next one would begin with it. */
const withoutBlank = (line: string, index: number): string =>
	index === 0 ? line : line.replace(/^((?:\u001B\[[\d;]*m)*) /u, '$1');

/** Sentences in as many lines as they need. */
export const Prose = ({children, ...tone}: Tone & {readonly children: ReactNode}) => (
	<Transform transform={withoutBlank}>
		<Text {...tone}>{children}</Text>
	</Transform>
);
