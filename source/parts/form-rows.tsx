import type {ReactNode} from 'react';
import {neutralise} from '../model/text.ts';
import {FormRow, formRowEdge} from './form-row.tsx';
import {wrapWords} from './wrap-words.ts';

const labelWidth = 12;

/** Lines that a note takes under its field. @param width of the form, in columns */
export const noteLines = (note: string | undefined, width: number): number =>
	note === undefined ? 0 : wrapWords(neutralise(note), width - formRowEdge(labelWidth)).length;

type Props<Field extends string> = {
	readonly labels: Readonly<Record<Field, string>>;
	readonly fields: readonly Field[];
	readonly focused: Field;
	readonly width: number;
	/** Said under a field. */
	readonly noteOf?: ((field: Field) => string | undefined) | undefined;
	/** Draws a field into so many columns. */
	readonly children: (field: Field, at: {readonly isActive: boolean; readonly width: number}) => ReactNode;
};

/**
 * The fields of a form, one under the other.
 *
 *     ❯ Name          tax-prep█
 *       Ports         8080:80
 */
export const FormRows = <Field extends string>({
	labels,
	fields,
	focused,
	width,
	noteOf,
	children,
}: Props<Field>) =>
	fields.map(field => (
		<FormRow
			key={field}
			label={labels[field]}
			labelWidth={labelWidth}
			width={width}
			isFocused={field === focused}
			note={noteOf?.(field)}
		>
			{children(field, {isActive: field === focused, width: width - formRowEdge(labelWidth)})}
		</FormRow>
	));
