import {Box, Text} from 'ink';
import stringWidth from 'string-width';
import {capabilityTitle, isCustom} from '../model/capability.ts';
import {type Devbox, reasonText} from '../model/devbox.ts';
import {neutralise} from '../model/text.ts';
import {Chip} from '../parts/chip.tsx';
import {fitText, pad, shareWidth} from '../parts/fit.ts';
import {Highlight, type Ranges} from '../parts/highlight.tsx';
import {colours} from '../theme.ts';
import type {DevboxRow} from './devbox-rows.ts';
import {age} from './words.ts';

const columns = [
	{grow: 3, width: 10},
	{width: 9},
	{width: 7},
	{grow: 3, width: 12},
	{width: 5},
	{grow: 5, width: 12},
] as const;
const heads = ['DEVBOX', 'STATE', 'OS', 'IMAGE', 'UP', 'CAPABILITIES'] as const;

export const DevboxHead = ({width}: {width: number}) => {
	const widths = shareWidth(width, columns);
	return <Text dimColor>{heads.map((head, index) => pad(head, widths[index] ?? 0)).join('  ')}</Text>;
};

const stateColour = (devbox: Devbox) =>
	devbox.state === 'running' ? {color: colours.success} : {dimColor: true};

/** One DevBox in a line; an ineligible one tells why in the place of its capabilities. */
export const DevboxLine = ({
	row,
	ranges,
	isCursor,
	width,
}: {
	row: DevboxRow;
	ranges: Ranges | undefined;
	isCursor: boolean;
	width: number;
}) => {
	const {devbox, why, isBusy} = row;
	const [name = 0, state = 0, os = 0, image = 0, up = 0, rest = 0] = shareWidth(width, columns);
	const isGrey = why.length > 0;
	const cut = fitText(neutralise(devbox.name), name);
	return (
		<Box gap={2} width={width}>
			<Box width={name} flexShrink={0}>
				{isGrey ? <Text dimColor>{cut}</Text> : <Highlight text={cut} ranges={ranges} isBold={isCursor} />}
			</Box>
			<Text {...(isGrey ? {dimColor: true} : stateColour(devbox))}>
				{pad(isBusy ? 'busy' : devbox.state, state)}
			</Text>
			<Text dimColor={isGrey}>{pad(devbox.os === 'windows' ? 'Windows' : 'Linux', os)}</Text>
			<Text dimColor>{pad(neutralise(devbox.image).replace(/^localhost\//u, ''), image)}</Text>
			<Text dimColor={isGrey}>{pad(devbox.startedAt === undefined ? '' : age(devbox.startedAt), up)}</Text>
			{isGrey ? (
				<Text color={colours.warning}>{fitText(reasonText(devbox, why), rest)}</Text>
			) : (
				<Chips capabilities={devbox.capabilities} width={rest} />
			)}
		</Box>
	);
};

/** As many chips as fit, and how many do not. */
export const Chips = ({capabilities, width}: {capabilities: readonly string[]; width: number}) => {
	let room = width - 4;
	const shown = capabilities.filter(each => {
		room -= stringWidth(capabilityTitle(each)) + 2;
		return room >= 0;
	});
	return (
		<Box gap={1} width={width} overflow="hidden">
			{shown.map(each => (
				<Chip key={each} text={neutralise(capabilityTitle(each))} isCustom={isCustom(each)} />
			))}
			{shown.length < capabilities.length ? (
				<Text dimColor>{`+${capabilities.length - shown.length}`}</Text>
			) : null}
		</Box>
	);
};
