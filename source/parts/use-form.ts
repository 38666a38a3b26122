import {useState} from 'react';
import type {Binding} from '../keys.ts';

/** The previous or next field, wrapping around; the first when the focused field does not exist any more. */
export const fieldAfter = <Field extends string>(
	fields: readonly Field[],
	focused: Field,
	by: 1 | -1,
): Field => {
	const at = fields.indexOf(focused);
	return fields[(at + by + fields.length) % fields.length] ?? focused;
};

export type Form<Field extends string> = {
	readonly focused: Field;
	readonly focus: (field: Field) => void;
	readonly next: () => void;
	/** For the screen's bindings. */
	readonly bindings: readonly Binding[];
};

/**
 * The focused field of a form. Tab and Down go to the next field, Shift-Tab and Up to the previous one; Enter goes to the
 * next and submits in the last. The bindings of a field that needs the arrows (a list) go before the form's.
 */
export const useForm = <Field extends string>(
	fields: readonly [Field, ...Field[]],
	submit: {readonly title: string; readonly run: () => void; readonly refusal?: string | undefined},
	first: Field = fields[0],
): Form<Field> => {
	const [wanted, focus] = useState<Field>(first);
	const focused = fields.includes(wanted) ? wanted : fields[0];
	const isLast = focused === fields.at(-1);
	const go = (by: 1 | -1) => () => focus(before => fieldAfter(fields, before, by));
	const key = (name: string, title: string, by: 1 | -1): Binding => ({
		key: name,
		title,
		group: 'Form',
		// Before the last field, Enter has the same title in the bar.
		isHidden: name !== 'tab' || !isLast,
		run: go(by),
	});
	return {
		focused,
		focus,
		next: go(1),
		bindings: [
			isLast
				? {key: 'enter', group: 'Form', ...submit}
				: {key: 'enter', title: 'Next field', group: 'Form', run: go(1)},
			{key: 'ctrl+s', group: 'Form', ...submit},
			key('tab', 'Next field', 1),
			key('down', 'Next field', 1),
			key('shift+tab', 'Previous field', -1),
			key('up', 'Previous field', -1),
		],
	};
};
