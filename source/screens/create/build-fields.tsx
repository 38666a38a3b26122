import type {BuildInput} from '../../model/build.ts';
import type {ChipList} from '../../parts/chip-list.ts';
import {ChipsField} from '../../parts/chips-field.tsx';
import {TextField} from '../../parts/text-field.tsx';
import {listRules} from '../shared/list-rules.ts';
import {CreateField} from './create-field.tsx';
import type {useBuildDraft} from './use-build-draft.ts';

/** Where the files of a build are on this computer. */
export const BuildPlaceFields = ({
	form,
	found,
	focused,
	width,
}: {
	form: ReturnType<typeof useBuildDraft>;
	/** What is at this place, once it has been read. */
	found: {readonly input?: BuildInput; readonly problem?: string} | undefined;
	focused: string;
	width: number;
}) => {
	const isOfContext = found?.problem?.startsWith('The context') === true;
	return (
		<>
			<CreateField
				label="Context"
				isActive={focused === 'context'}
				problem={isOfContext ? found?.problem : undefined}
				note="The folder whose files COPY can use."
			>
				<TextField
					state={form.context}
					onChange={form.setContext}
					isActive={focused === 'context'}
					width={width}
					placeholder="a folder on this computer"
				/>
			</CreateField>
			<CreateField
				label="Containerfile"
				isActive={focused === 'file'}
				problem={isOfContext ? undefined : found?.problem}
				note={found?.input?.file.path ?? ''}
			>
				<TextField
					state={form.file}
					onChange={form.setFile}
					isActive={focused === 'file'}
					width={width}
					placeholder="Containerfile or Dockerfile in the context"
				/>
			</CreateField>
		</>
	);
};

/** `NAME=value`, each a chip. */
export const BuildArguments = ({
	list,
	onChange,
	isActive,
	width,
	onDone,
}: {
	list: ChipList;
	onChange: (list: ChipList) => void;
	isActive: boolean;
	width: number;
	onDone: () => void;
}) => (
	<CreateField label="Build arguments" isActive={isActive} problem={undefined}>
		<ChipsField
			{...listRules.environment}
			fixed={[]}
			isCustom={false}
			list={list}
			onChange={onChange}
			isActive={isActive}
			width={width}
			onDone={onDone}
		/>
	</CreateField>
);
