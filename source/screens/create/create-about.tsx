import {Box, Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import {isWindows, mountsLeft, type SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import {colours} from '../../theme.ts';

/** What the image will contain, and what not. */
export const CreateAbout = ({source}: {source: SnapshotSource}) => {
	const {devbox, diskSpace} = source;
	const left = mountsLeft({devbox, diskSpace});
	return (
		<Box flexDirection="column" paddingTop={1}>
			<Text
				dimColor
			>{`From ${neutralise(devbox.name)}, made from ${neutralise(devbox.imageReference)}; its ${isWindows(devbox) ? 'disk' : 'layer'} is ${prettyBytes(diskSpace.layerBytes)}.`}</Text>
			{left.length === 0 ? null : <Text color={colours.warning}>Volumes and mounts are not included:</Text>}
			{left.map(mount => (
				<Text key={mount.destination} dimColor wrap="truncate-end">
					{`  ${neutralise(mount.destination)}  (${mount.type} ${neutralise(mount.source)})`}
				</Text>
			))}
		</Box>
	);
};
