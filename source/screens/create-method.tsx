import type {WindowsMethod} from '../model/snapshot.ts';
import {ChoiceField} from '../parts/choice-field.tsx';
import {CreateField} from './create-field.tsx';

const choices = [
	{value: 'stop', label: 'stop briefly'},
	{value: 'live', label: 'live (crash-consistent)'},
] as const;
const notes: Readonly<Record<WindowsMethod, string>> = {
	stop: 'Windows is shut down, its disk copied, and it starts again at once.',
	live: 'Runs on, frozen for a moment; the disk is as after a power cut.',
};

/** Whether Windows is shut down for its disk, or its disk taken as it is. */
export const CreateMethod = ({
	value,
	onChange,
	isActive,
}: {
	value: WindowsMethod;
	onChange: (value: WindowsMethod) => void;
	isActive: boolean;
}) => (
	<CreateField label="Method" isActive={isActive} problem={undefined} note={notes[value]}>
		<ChoiceField
			choices={choices}
			value={value}
			onChange={next => onChange(next as WindowsMethod)}
			isActive={isActive}
		/>
	</CreateField>
);
