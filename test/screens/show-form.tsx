import type {Draft, SnapshotSource} from '../../source/model/snapshot.ts';
import {CreateDetails} from '../../source/screens/create/create-details.tsx';
import {showScreen} from './show-app.tsx';

/** The form of a snapshot by itself at 80×24, and the drafts that it has passed on. */
export const showForm = async (from: SnapshotSource) => {
	const drafts: Draft[] = [];
	const screen = await showScreen(
		<CreateDetails
			source={from}
			onNext={draft => drafts.push(draft)}
			onContents={() => {}}
			onSwitch={() => {}}
			onBack={() => {}}
		/>,
		{columns: 80, rows: 24},
	);
	return {screen, drafts};
};
