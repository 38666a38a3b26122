import type {ReactNode} from 'react';
import type {Binding} from '../../keys.ts';
import {FormRows, noteLines} from '../../parts/form-rows.tsx';
import {useForm} from '../../parts/use-form.ts';
import type {Size} from '../../parts/use-window-size.ts';
import {ScreenFrame} from './screen-frame.tsx';
import {type FormStart, useLeave} from './use-leave.tsx';

type FieldPlace = {readonly isActive: boolean; readonly width: number; readonly onDone: () => void};

type Props<Field extends string> = {
	readonly crumbs: readonly string[];
	readonly fields: readonly [Field, ...Field[]];
	readonly labels: Readonly<Record<Field, string>>;
	/** What the fields hold: leaving it asks once it was changed. */
	readonly draft: unknown;
	readonly problems: {readonly [field in Field]?: string | undefined};
	readonly start?: FormStart | undefined;
	/** Of this form alone. */
	readonly keys: readonly Binding[];
	/** Said under a field. */
	readonly noteOf?: (field: Field) => string | undefined;
	/** Under all fields. */
	readonly below: (size: Size) => ReactNode;
	readonly onNext: () => void;
	readonly onBack: () => void;
	/** Draws a field. */
	readonly children: (field: Field, at: FieldPlace) => ReactNode;
};

/** A field must not leave the screen: where not all fit with their notes, only the focused one keeps its note. */
const noteIn = <Field extends string>(
	{fields, problems, noteOf = () => undefined}: Props<Field>,
	focused: Field,
	{width, height}: Size,
): ((field: Field) => string | undefined) => {
	const lines = fields.reduce(
		(sum, field) => sum + 1 + (problems[field] === undefined ? 0 : 1) + noteLines(noteOf(field), width),
		0,
	);
	return lines <= height ? noteOf : field => (field === focused ? noteOf(field) : undefined);
};

/** The step of a flow in which everything is typed, before its review: fields under each other, and what is known below them. */
export const DetailsForm = <Field extends string>(props: Props<Field>) => {
	const {fields, labels, children} = props;
	const leave = useLeave(props.draft, props);
	const {focused, bindings, enter} = useForm<Field>(fields, {
		title: 'Review',
		run: props.onNext,
		problems: props.problems,
	});
	return (
		<ScreenFrame
			crumbs={[...props.crumbs, 'Details']}
			hasTabs={false}
			menu={leave.question}
			bindings={[...bindings, ...props.keys, leave.binding]}
		>
			{size => (
				<>
					<FormRows {...{labels, fields, focused}} noteOf={noteIn(props, focused, size)} width={size.width}>
						{(field, at) => children(field, {...at, onDone: enter})}
					</FormRows>
					{props.below(size)}
				</>
			)}
		</ScreenFrame>
	);
};
