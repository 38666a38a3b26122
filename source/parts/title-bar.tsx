import {Box, Text} from 'ink';
import {useContext} from 'react';
import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {fitText} from './fit.ts';
import {toneOf} from './tone-of.ts';

/**
 * Breadcrumbs and account; the first crumbs are truncated before the last.
 *
 *     INGOT › Workers › forge-1                    alice · pro · member
 */
export const TitleBar = ({
	crumbs,
	right,
	width,
}: {
	crumbs: readonly string[];
	right: string;
	width: number;
}) => {
	const marks = useContext(MarksContext);
	const account = fitText(neutralise(right), Math.floor(width / 2), marks.more);
	const room = width - stringWidth(account) - 2 - 'INGOT'.length;
	const steps = crumbs.map(crumb => ` ${marks.crumb} ${neutralise(crumb)}`);
	const here = fitText(steps.at(-1) ?? '', room, marks.more);
	const before = fitText(steps.slice(0, -1).join(''), room - stringWidth(here), marks.more);
	const blank = ' '.repeat(Math.max(0, room + 2 - stringWidth(before + here)));
	return (
		<Box height={1} width={width} flexShrink={0} overflow="hidden">
			<Text wrap="truncate-end">
				<Text {...toneOf('title')}>INGOT</Text>
				{before}
				<Text bold>{here}</Text>
				{blank}
				<Text {...toneOf('muted')}>{account}</Text>
			</Text>
		</Box>
	);
};
