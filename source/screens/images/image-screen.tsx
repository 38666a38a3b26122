import prettyBytes from 'pretty-bytes';
import type {Image} from '../../model/image.ts';
import {imageFacts} from '../../model/image-details.ts';
import {copyables} from '../shared/copyables.ts';
import {useApp} from '../shared/use-app.ts';
import {FactsScreen} from './facts-screen.tsx';

/** Everything about an image: configuration, labels, layers, lineage, what uses it. */
export const ImageScreen = ({image}: {image: Image}) => {
	const {actions} = useApp();
	return (
		<FactsScreen
			crumbs={['Images', `${image.name}:${image.tag}`]}
			copyable={copyables.image(image)}
			read={async signal => imageFacts(await actions.readImageDetails(image, signal), prettyBytes)}
			empty="Nothing is known of this image."
		/>
	);
};
