import {useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../keys.ts';
import {runBinding} from '../run-binding.ts';

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
	/** To the next field; from the last one it submits, as Enter does. */
	readonly enter: () => void;
	/** For the screen's bindings. */
	readonly bindings: readonly Binding[];
};

export type Submit<Field extends string> = {
	readonly title: string;
	readonly run: () => void;
	/** Of each field that is wrong: why nothing can be submitted. */
	readonly problems?: {readonly [field in Field]?: string | undefined};
};

/**
 * The focused field of a form. Tab and Down go to the next field, Shift-Tab and Up to the previous one; Enter goes to the
 * next and submits in the last. Submitting goes to the first field that is wrong and says why. The bindings of a field that
 * needs the arrows (a list) go before the form's.
 */
export const useForm = <Field extends string>(
	fields: readonly [Field, ...Field[]],
	{title, run, problems = {}}: Submit<Field>,
	first: Field = fields[0],
): Form<Field> => {
	const [wanted, focus] = useState<Field>(first);
	const focused = fields.includes(wanted) ? wanted : fields[0];
	const isLast = focused === fields.at(-1);
	const {notify} = useContext(KeyLayerContext);
	const wrong = fields.find(each => problems[each] !== undefined);
	const refusal = wrong && problems[wrong];
	const onRefused = () => wrong && focus(wrong);
	const submit = {title, group: 'Form', run, refusal, onRefused};
	const enter = () => (isLast ? runBinding(submit, notify) : go(1)());
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
		enter,
		bindings: [
			isLast ? {key: 'enter', ...submit} : {key: 'enter', title: 'Next field', group: 'Form', run: go(1)},
			{key: 'ctrl+s', ...submit},
			key('tab', 'Next field', 1),
			key('down', 'Next field', 1),
			key('shift+tab', 'Previous field', -1),
			key('up', 'Previous field', -1),
		],
	};
};
