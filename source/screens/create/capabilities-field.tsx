import stringWidth from 'string-width';
import {maxCustomCapabilities} from '../../model/capability.ts';
import type {Inherited} from '../../model/detection.ts';
import type {ChipList} from '../../parts/chip-list.ts';
import {ChipsField} from '../../parts/chips-field.tsx';
import {capabilityRules} from '../shared/capability-rules.ts';
import {CapabilityRows, capabilityRows} from './capability-rows.tsx';
import {CreateField} from './create-field.tsx';
import {fieldEdge} from './field-sizes.ts';

/** The capabilities of the image: those that come by themselves, and custom ones that are typed. */
export const CapabilitiesField = ({
	inherited,
	list,
	onChange,
	isActive,
	width,
	onDone,
}: {
	inherited: Inherited;
	list: ChipList;
	onChange: (list: ChipList) => void;
	isActive: boolean;
	/** Of the whole row, in columns. */
	width: number;
	onDone: () => void;
}) => (
	<>
		<CreateField
			label="Capabilities"
			isActive={isActive}
			problem={undefined}
			note={list.chips.length === 0 ? '' : `${list.chips.length} of ${maxCustomCapabilities} custom`}
		>
			<ChipsField
				fixed={[]}
				{...capabilityRules(inherited.capabilities)}
				list={list}
				onChange={onChange}
				isActive={isActive}
				width={width - fieldEdge}
				onDone={onDone}
			/>
		</CreateField>
		<CapabilityRows rows={capabilityRows(inherited)} width={width} />
	</>
);

/** How many lines they take, about. @param width of the whole row, in columns */
export const capabilityLines = (inherited: Inherited, {chips}: ChipList, width: number): number => {
	const typed = chips.reduce((sum, each) => sum + stringWidth(each) + 2, 22);
	return capabilityRows(inherited).length + Math.ceil(typed / Math.max(1, width - fieldEdge)) + 1;
};
