import {TicksField} from '../parts/ticks-field.tsx';
import {CreateField} from './create-field.tsx';
import type {useVariables} from './use-variables.ts';

/** Which variables that the DevBox has beyond its image go into the image; by name, never by value. */
export const CreateVariables = ({
	variables: {list, cursor, setCursor, toggle},
	isActive,
	width,
}: {
	variables: ReturnType<typeof useVariables>;
	isActive: boolean;
	width: number;
}) => {
	const {isOn, because, kind} = list[cursor] ?? {};
	const why = because ?? (kind === 'changed' ? 'its image has another value' : 'not in its image');
	const left = list.filter(each => !each.isOn).length;
	const note = isActive
		? `${isOn ? 'Goes into the image' : 'Stays out of the image'}: ${why}. Space changes it.`
		: `${list.length - left} go into the image, ${left} left out.`;
	return (
		<CreateField label="Environment" isActive={isActive} problem={undefined} note={note}>
			<TicksField
				ticks={list}
				cursor={cursor}
				onMove={setCursor}
				onToggle={toggle}
				isActive={isActive}
				width={width}
			/>
		</CreateField>
	);
};
