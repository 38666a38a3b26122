import {KeyLayerContext} from '../../source/keys.ts';
import type {Image} from '../../source/model/image.ts';
import {ImagesScreen} from '../../source/screens/images/images-screen.tsx';
import {showScreen} from './show-app.tsx';

/** A golden image of alice. @param name also in its reference */
export const golden = (name: string, change: Partial<Image> = {}): Image => ({
	worker: 'forge-1',
	id: 'a'.repeat(64),
	reference: `localhost/${name}:v1`,
	name,
	tag: 'v1',
	os: 'linux',
	owner: 'alice',
	source: 'DevBox-commit',
	capabilities: [],
	sizeBytes: 2_000_000,
	createdAt: 0,
	base: undefined,
	...change,
});

/** The list of images, and what the user is told. */
export const showImages = async (how: Parameters<typeof showScreen>[2]) => {
	const notices: string[] = [];
	const screen = await showScreen(
		<KeyLayerContext value={{isActive: true, notify: text => void notices.push(text)}}>
			<ImagesScreen />
		</KeyLayerContext>,
		{columns: 100, rows: 24},
		how,
	);
	return {screen, notices};
};
