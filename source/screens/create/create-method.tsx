import {Text} from 'ink';
import type {SnapshotMethod} from '../../model/snapshot.ts';
import {interruptionText} from '../../model/snapshot-estimate.ts';
import {ChoiceField} from '../../parts/choice-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {CreateField} from './create-field.tsx';

const labels: Readonly<Partial<Record<SnapshotMethod, string>>> = {
	staging: 'staging',
	pause: 'pause',
	stop: 'brief stop',
	live: 'live (crash-consistent)',
	off: 'copy as is',
	restart: 'restart',
};
const notes: Readonly<Partial<Record<SnapshotMethod, string>>> = {
	staging: 'Frozen only while the last changes to its files are copied.',
	pause: 'Frozen until the commit has ended; needs the least disk space.',
	stop: 'Windows is shut down, its disk copied, then it starts again.',
	live: 'It is frozen for a moment; the disk is as after a power cut.',
	off: 'Windows is off and stays off; nothing has to stop.',
	restart: 'Stopped, committed and started again; its processes end.',
};

/** What happens to the DevBox during the snapshot. */
export const CreateMethod = ({
	methods,
	value,
	onChange,
	isActive,
	layerBytes,
}: {
	methods: readonly SnapshotMethod[];
	value: SnapshotMethod;
	onChange: (value: SnapshotMethod) => void;
	isActive: boolean;
	/** Of the DevBox's own layer or disk: how long it is frozen or off. */
	layerBytes: number;
}) => (
	<CreateField label="Method" isActive={isActive} problem={undefined} note={notes[value] ?? ''}>
		<ChoiceField
			choices={methods.map(each => ({value: each, label: labels[each] ?? each}))}
			value={value}
			onChange={next => onChange(next as SnapshotMethod)}
			isActive={isActive}
		/>
		<Text {...toneOf('muted')} wrap="truncate-end">{`  ${interruptionText(value, layerBytes)}`}</Text>
	</CreateField>
);
