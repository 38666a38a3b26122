import {Text} from 'ink';
import type {ReactNode} from 'react';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {LogRing} from '../../source/model/log-ring.ts';
import {chipList} from '../../source/parts/chip-list.ts';
import {Chip, ChipsField} from '../../source/parts/chips-field.tsx';
import {Columns} from '../../source/parts/columns.tsx';
import {Confirm} from '../../source/parts/confirm.tsx';
import {textState} from '../../source/parts/edit-text.ts';
import {FailureView} from '../../source/parts/failure-view.tsx';
import {FormRow} from '../../source/parts/form-row.tsx';
import {Frame} from '../../source/parts/frame.tsx';
import {Highlight} from '../../source/parts/highlight.tsx';
import {List} from '../../source/parts/list.tsx';
import {LogView, useLogPosition} from '../../source/parts/log-view.tsx';
import {Menu} from '../../source/parts/menu.tsx';
import {StepList} from '../../source/parts/step-list.tsx';
import {TextField} from '../../source/parts/text-field.tsx';
import {useList} from '../../source/parts/use-list.ts';
import type {Size} from '../../source/parts/use-window-size.ts';
import {hostile} from './hostile.ts';
import {show} from './show.tsx';

const nothing = () => {};
type Part = (props: {text: string; size: Size}) => ReactNode;

const TestList: Part = ({text, size}) => {
	const rows = Array.from({length: 40}, (_, index) => ({id: `${index}`, text}));
	const list = useList(rows, row => row.id, {height: size.height - 1});
	return (
		<List
			list={list}
			idOf={row => row.id}
			width={size.width}
			head={
				<Columns
					columns={[{grow: 1}, {width: 9}]}
					cells={[{text: 'NAME'}, {text: 'STATE'}]}
					width={size.width - 4}
				/>
			}
			refusalOf={row => (row.id === '3' ? text : undefined)}
			render={(row, at) => (
				<Columns
					columns={[{grow: 1}, {width: 9, isRight: true}]}
					cells={[
						{text: row.text, ranges: [[0, 3]]},
						{text: row.text, meaning: 'warning'},
					]}
					width={at.width}
				/>
			)}
			empty={<Text>none</Text>}
		/>
	);
};

const TestLog: Part = ({text, size}) => {
	const ring = new LogRing(100);
	for (let line = 0; line < 60; line += 1) ring.push({text, tone: 'bad'});
	return <LogView ring={ring} position={useLogPosition(ring, size.height)} {...size} />;
};

const parts: readonly (readonly [string, Part])[] = [
	['a list', TestList],
	['a log', TestLog],
	[
		'a table row',
		({text, size}) => (
			<Columns columns={[{width: 12}, {grow: 1}]} cells={[{text}, {text}]} width={size.width} />
		),
	],
	['a highlight', ({text, size}) => <Highlight text={text} ranges={[[1, 2]]} width={size.width} />],
	[
		'a text field',
		({text, size}) => (
			<TextField state={textState(text)} onChange={nothing} isActive width={size.width} problem={text} />
		),
	],
	[
		'a placeholder',
		({text, size}) => (
			<TextField
				state={textState('')}
				onChange={nothing}
				isActive={false}
				width={size.width}
				placeholder={text}
			/>
		),
	],
	[
		'chips',
		({text, size}) => (
			<ChipsField
				fixed={[{title: text, isCustom: false}]}
				list={chipList([text])}
				onChange={nothing}
				isActive
				width={size.width}
				split={all => [all]}
				problem={() => text}
				keep={each => each}
				onDone={nothing}
			/>
		),
	],
	[
		'a form row',
		({text, size}) => (
			<FormRow label={text} labelWidth={14} width={size.width} isFocused note={text}>
				<Chip text={text} isCustom />
			</FormRow>
		),
	],
	[
		'a menu',
		({text, size}) => <Menu choices={[{label: text, value: 'a'}]} onChoose={nothing} width={size.width} />,
	],
	[
		'a confirmation',
		({text, size}) => (
			<Confirm
				title={text}
				consequences={[text]}
				verb={text}
				typedName={text}
				onYes={nothing}
				onNo={nothing}
				size={size}
			/>
		),
	],
	['a failure', ({text, size}) => <FailureView thrown={new Failure(text, {hint: text})} {...size} />],
	['a bug', ({text, size}) => <FailureView thrown={new TypeError(text)} {...size} />],
	[
		'steps',
		({text, size}) => (
			<StepList
				steps={[{id: '1', title: text, state: 'undo-failed', startedAt: 0, endedAt: 7_500_000}]}
				width={size.width}
			/>
		),
	],
];

const sizes = [
	[60, 16],
	[80, 24],
	[200, 60],
] as const;

const Whole = ({Part, text}: {Part: Part; text: string}) => (
	<Frame
		crumbs={[text, text]}
		account={text}
		bindings={[{key: 'a', title: text, run: nothing}]}
		notice={text}
	>
		{size => <Part text={text} size={size} />}
	</Frame>
);

test.each(parts)('%s stays in its box, whatever it shows', async (_, Part) => {
	const screen = await show(<Whole Part={Part} text="" />);
	for (const [columns, rows] of sizes) {
		await screen.resize(columns, rows);
		for (const text of hostile) {
			await screen.rerender(<Whole Part={Part} text={text} />);
			const lines = screen.lines();
			const seen = JSON.stringify([text, columns]);
			expect(lines.length, seen).toBe(rows);
			for (const line of lines) expect(stringWidth(line), `${seen} ${line}`).toBeLessThanOrEqual(columns);
			expect(lines[0], seen).toMatch(/^ ingot /u);
			expect(lines.at(-1), seen).toMatch(/(\?|f1) (Help|\d+ more)/u);
			expect(lines.join(''), seen).not.toMatch(/[\u0007\u001B\u202E\u2060\r\t]/u);
		}
	}
	screen.unmount();
});
