import type {SnapshotMethod} from '../model/snapshot.ts';
import {ChoiceField} from '../parts/choice-field.tsx';
import {CreateField} from './create-field.tsx';

const labels: Readonly<Partial<Record<SnapshotMethod, string>>> = {
	stop: 'stop briefly',
	live: 'live (crash-consistent)',
	restart: 'stop, commit, start again',
};
const notes: Readonly<Partial<Record<SnapshotMethod, string>>> = {
	stop: 'Windows is shut down, its disk copied, and it starts again at once.',
	live: 'Runs on, frozen for a moment; the disk is as after a power cut.',
	restart: 'It cannot be frozen there (rootless, cgroup v1): all that runs in it ends.',
};

/** What becomes of the DevBox meanwhile, where that is not ours to decide. */
export const CreateMethod = ({
	methods,
	value,
	onChange,
	isActive,
}: {
	methods: readonly SnapshotMethod[];
	value: SnapshotMethod;
	onChange: (value: SnapshotMethod) => void;
	isActive: boolean;
}) => (
	<CreateField label="Method" isActive={isActive} problem={undefined} note={notes[value] ?? ''}>
		<ChoiceField
			choices={methods.map(each => ({value: each, label: labels[each] ?? each}))}
			value={value}
			onChange={next => onChange(next as SnapshotMethod)}
			isActive={isActive}
		/>
	</CreateField>
);
