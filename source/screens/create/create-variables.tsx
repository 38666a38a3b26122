import {TicksField} from '../../parts/ticks-field.tsx';
import {CreateField} from './create-field.tsx';
import type {useVariables} from './use-variables.ts';

/** Which variables beyond the DevBox's image the new image keeps; names only. */
export const CreateVariables = ({
	variables: {list, cursor, setCursor, toggle},
	isActive,
	width,
}: {
	variables: ReturnType<typeof useVariables>;
	isActive: boolean;
	width: number;
}) => {
	const {isOn, because, kind, isFixed} = list[cursor] ?? {};
	const why = because ?? (kind === 'changed' ? 'differs from its image' : 'added to this DevBox');
	const left = list.filter(each => !each.isOn).length;
	const note = isActive
		? `${isOn ? 'Kept' : 'Left out'}: ${why}.${isFixed ? '' : ' Space toggles it.'}`
		: `${list.length - left} kept in the image, ${left} left out.`;
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
