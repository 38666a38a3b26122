import {Box, type DOMElement, Text, useIsScreenReaderEnabled} from 'ink';
import {useContext, useRef} from 'react';
import stringWidth from 'string-width';
import {keyName} from '../key-names.ts';
import {neutralise} from '../model/text.ts';
import {type Marks, MarksContext} from '../theme.ts';
import {fitText} from './fit.ts';
import {fitMiddle} from './fit-middle.ts';
import {usePointer} from './pointer.ts';
import {Spinner} from './spinner.tsx';
import {spoken} from './spoken.ts';
import {type Stage, stageCount, stageText} from './stages.ts';
import {toneOf} from './tone-of.ts';

/** A tab: the key that opens it, its title, and how many rows it has where that is known. */
export type Tab = {readonly key: string; readonly title: string; readonly count?: number | undefined};

/** What goes on, at the right of every screen: `⠙ snapshot api 58 %`, `2 of 3 workers`. */
export type Activity = {readonly text: string; readonly isMoving: boolean};

type Props = {
	readonly tabs: readonly Tab[];
	/** The title of the tab that is shown, or what stands in place of the tabs: `Create image › forge-1`. */
	readonly crumbs: readonly string[];
	/** Of a flow: its steps, in place of the path after its name. */
	readonly stages?: readonly Stage[] | undefined;
	readonly activity: Activity | undefined;
	/** Who is logged in; the first to go where there is no space. */
	readonly account: string;
	readonly width: number;
	/** A click on a tab, with its key. */
	readonly onTab?: (key: string) => void;
};

const product = ' ingot ';

/**
 * The first line of every screen: where you are, what goes on, who you are.
 *
 *      ingot   1 Workers 2  [2 DevBoxes 10]  3 Images 31   4 Jobs   5 Schedules     ⠙ 1 job   alice · pro
 *      ingot   DevBoxes › api › Create image                                        ⠙ 1 job   alice · pro
 *      ingot   Create image   ✓ Worker forge-1   ✓ DevBox api   ● Details   ○ Review
 */
export const TabStrip = ({tabs, crumbs, stages, activity, account, width, onTab}: Props) => {
	const part = useRef<DOMElement>(null);
	const marks = useContext(MarksContext);
	const at = tabs.findIndex(tab => tab.title === crumbs[0]);
	const isTab = at !== -1 && crumbs.length === 1;
	const left = isTab
		? tabLabels(tabs, width - activityWidth(activity))
		: [product, placeText({crumbs, stages}, width - product.length - activityWidth(activity) - 1, marks)];
	const [name = '', ...labels] = left;
	usePointer(part, ({kind, column}) => {
		const tab = isTab && kind === 'click' ? tabs[labelAt(left, column) - 1] : undefined;
		if (tab !== undefined) onTab?.(tab.key);
	});
	if (useIsScreenReaderEnabled())
		return <Text>{spokenStrip({tabs, crumbs, stages, activity, account, width})}</Text>;
	const taken = left.reduce((sum, each) => sum + stringWidth(each), 0);
	const room = width - taken - activityWidth(activity);
	const who = stringWidth(account) + 2 <= room ? neutralise(account) : '';
	const blank = ' '.repeat(Math.max(0, room - stringWidth(who) - 1));
	return (
		<Box ref={part} height={1} width={width} flexShrink={0} overflow="hidden">
			<Text wrap="truncate-end">
				<Text {...toneOf('title')}>{name}</Text>
				{labels.map((label, index) => (
					<Text key={label} {...(isTab ? (index === at ? current : toneOf('muted')) : {bold: true})}>
						{isTab && index === at ? label.replace(/^ (.*) $/u, '[$1]') : label}
					</Text>
				))}
				{blank}
				{activity === undefined ? null : (
					<>
						{activity.isMoving ? <Spinner /> : null}
						{`${activity.isMoving ? ' ' : ''}${neutralise(activity.text)}  `}
					</>
				)}
				<Text {...toneOf('muted')}>{room > 0 ? `${who} ` : ''}</Text>
			</Text>
		</Box>
	);
};

/** `1 Workers 2; 2 DevBoxes 10, tab, selected; 3 Images 31` or `Create image, forge-1`, and what goes on. */
const spokenStrip = ({tabs, crumbs, stages, activity}: Props): string => {
	const isTab = crumbs.length === 1 && tabs.some(({title}) => title === crumbs[0]);
	const where = isTab
		? tabs
				.map(({key, title, count}) =>
					[
						`${keyName(key)} ${title}${count === undefined ? '' : ` ${count}`}`,
						...(title === crumbs[0] ? ['tab', 'selected'] : []),
					].join(', '),
				)
				.join('; ')
		: [...crumbs.map(neutralise), ...(stages === undefined ? [] : [`step ${stageCount(stages)}`])].join(', ');
	return activity === undefined ? where : `${where}. ${spoken(neutralise(activity.text))}`;
};

/** The path, or the name of a flow and its steps. @param width in columns */
const placeText = (
	{crumbs, stages}: Pick<Props, 'crumbs' | 'stages'>,
	width: number,
	marks: Marks,
): string => {
	const path = crumbs.map(neutralise);
	if (stages === undefined) return fitPath(path, {width, crumb: marks.crumb, more: marks.more});
	const flow = ` ${path[0] ?? ''}   `;
	return flow + stageText(stages, {width: width - stringWidth(flow), marks});
};

/** The index of the label at a column; -1 beyond the last. */
const labelAt = (labels: readonly string[], column: number): number => {
	let to = 0;
	return labels.findIndex(label => {
		to += stringWidth(label);
		return column < to;
	});
};

const current = {bold: true, inverse: true} as const;

const activityWidth = (activity: Activity | undefined): number =>
	activity === undefined ? 0 : stringWidth(activity.text) + (activity.isMoving ? 4 : 2);

/**
 * The product's name, and the tabs: with counts where they fit, without where not, without the name of the product, and only
 * keys and first letters where even that is too wide.
 */
const tabLabels = (tabs: readonly Tab[], width: number): readonly string[] => {
	const titles = tabs.map(({key, title}) => ` ${keyName(key)} ${title} `);
	const spelled = [
		[
			product,
			...tabs.map(
				({key, title, count}) => ` ${keyName(key)} ${title}${count === undefined ? '' : ` ${count}`} `,
			),
		],
		[product, ...titles],
		['', ...titles],
		[product, ...tabs.map(({key, title}) => ` ${keyName(key)} ${title.slice(0, 4)} `)],
	];
	const fits = (labels: readonly string[]) =>
		labels.reduce((sum, each) => sum + stringWidth(each), 0) <= width;
	return spelled.find(fits) ?? (spelled.at(-1) as readonly string[]);
};

/** Shorter steps say nothing. */
const minStep = 8;

/** The end of a path is kept: the longest step before it is cut first, in its middle, so that the steps stay apart. */
const fitPath = (
	steps: readonly string[],
	{width, crumb, more}: {width: number; crumb: string; more: string},
): string => {
	const here = fitText(steps.at(-1) ?? '', width, more);
	const all = steps.slice(0, -1);
	const length = () => all.reduce((sum, step) => sum + stringWidth(step) + stringWidth(crumb) + 2, 0);
	for (let over = length() - width + stringWidth(here); over > 0; ) {
		const at = all.reduce(
			(best, step, i) => (stringWidth(step) > stringWidth(all[best] ?? '') ? i : best),
			0,
		);
		const step = all[at] ?? '';
		const cut = fitMiddle(step, Math.max(minStep, stringWidth(step) - over), more);
		if (stringWidth(cut) >= stringWidth(step)) break;
		all[at] = cut;
		over = length() - width + stringWidth(here);
	}
	const before = all.map(step => `${step} ${crumb} `).join('');
	return `${fitText(before, width - stringWidth(here), more)}${here}`;
};
