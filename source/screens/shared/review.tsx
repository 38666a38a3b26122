import {useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {Busy} from '../../parts/busy.tsx';
import type {Stage} from '../../parts/stages.ts';
import type {ReviewLine} from './review-lines.ts';
import {ReviewPage} from './review-page.tsx';
import {type ReviewRow, reviewRows} from './review-rows.ts';
import {ScreenFrame} from './screen-frame.tsx';
import {useBodyHeight, useBodyWidth} from './use-body-height.ts';

type Props<Result> = {
	readonly crumbs: readonly string[];
	readonly stages?: readonly Stage[];
	/** Over the page; by default that it is a review. */
	readonly title?: string;
	/** The summary. */
	readonly lines: readonly ReviewLine[];
	/** What the worker will run, on a page of its own. */
	readonly commands?: readonly ReviewLine[];
	/** The same as a command of the shell, to be copied. */
	readonly command?: string;
	/** Keys for what can be changed in the review. */
	readonly changes?: readonly Binding[];
	readonly submitTitle: string;
	readonly submit: () => Promise<Result>;
	readonly onDone: (result: Result) => void;
	readonly onBack: () => void;
	/** Shown while `submit` runs. */
	readonly wait?: string;
};

/** The last step: shows exactly what will happen, first in words, then as commands. */
export const Review = <Result,>({
	crumbs,
	stages,
	title = 'Review',
	lines,
	commands = [],
	command = '',
	changes = [],
	submitTitle,
	submit,
	onDone,
	onBack,
	wait = 'Starting the job on the worker …',
}: Props<Result>) => {
	const {notify} = useContext(KeyLayerContext);
	const [isStarting, setStarting] = useState(false);
	const [isCommands, setCommands] = useState(false);
	const rows = reviewRows(isCommands ? commands : lines, useBodyWidth());
	const page = usePage(rows);
	const start = async () => {
		setStarting(true);
		try {
			onDone(await submit());
		} catch (thrown) {
			setStarting(false);
			notify(failureText(thrown));
		}
	};
	const toggle = () => {
		setCommands(!isCommands);
		page.toTop();
	};
	return (
		<ScreenFrame
			crumbs={[...crumbs, 'Review']}
			stages={stages}
			title={isCommands ? `${title}: commands` : title}
			hasTabs={false}
			copyable={[{label: 'Command', text: command}]}
			bindings={[
				{
					key: 'enter',
					title: submitTitle,
					run: () => void start(),
					refusal: isStarting ? 'It is starting.' : undefined,
				},
				...(commands.length === 0
					? []
					: [{key: 'v', title: isCommands ? 'Show summary' : 'Show commands', run: toggle}]),
				...changes,
				{key: 'esc', title: 'Back', run: isCommands ? toggle : onBack},
				...page.bindings,
			]}
		>
			{() => (
				<>
					{isStarting ? <Busy words={wait} /> : null}
					<ReviewPage rows={rows} top={page.top} height={page.height - (isStarting ? 1 : 0)} />
				</>
			)}
		</ScreenFrame>
	);
};

/** Scrolls a page of rows by the keys of a log. */
const usePage = (rows: readonly ReviewRow[]) => {
	const [top, setTop] = useState(0);
	const body = useBodyHeight();
	// What is not shown is counted in a line of its own.
	const height = rows.length > body ? body - 1 : body;
	const half = Math.max(1, Math.floor(height / 2));
	const key = (name: string, title: string, to: (top: number) => number): Binding => ({
		key: name,
		title,
		run: () => setTop(before => Math.max(0, Math.min(rows.length - height, to(before)))),
		isHidden: true,
	});
	return {
		top: Math.max(0, Math.min(top, rows.length - height)),
		height,
		toTop: () => setTop(0),
		bindings: [
			key('down', 'Line down', at => at + 1),
			key('up', 'Line up', at => at - 1),
			key('j', 'Line down', at => at + 1),
			key('k', 'Line up', at => at - 1),
			key('pgdn', 'Page down', at => at + height),
			key('pgup', 'Page up', at => at - height),
			key('home', 'First line', () => 0),
			key('end', 'Last line', () => rows.length),
			key('g', 'First line', () => 0),
			key('G', 'Last line', () => rows.length),
			key('ctrl+f', 'Page down', at => at + height),
			key('ctrl+b', 'Page up', at => at - height),
			key('ctrl+d', 'Half page down', at => at + half),
			key('ctrl+u', 'Half page up', at => at - half),
		],
	};
};
