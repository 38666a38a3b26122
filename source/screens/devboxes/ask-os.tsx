import {Box} from 'ink';
import {useKeys} from '../../keys.ts';
import type {Devbox, Os} from '../../model/devbox.ts';
import {neutralise} from '../../model/text.ts';
import {Dialog} from '../../parts/dialog.tsx';
import {Menu} from '../../parts/menu.tsx';
import {Prose} from '../../parts/prose.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {colours} from '../../theme.ts';

/** Asks before a DevBox is adopted that may be a Windows VM, whose image is created differently. */
export const AskOs = ({
	devbox,
	size,
	onAnswer,
	onBack,
}: {
	devbox: Devbox;
	size: Size;
	onAnswer: (os: Os) => void;
	onBack: () => void;
}) => {
	useKeys([{key: 'esc', title: 'Cancel', run: onBack}]);
	return (
		<Dialog title={`Does ${devbox.name} run Windows or Linux?`} size={size} color={colours.accent}>
			<Prose>{`It is a VM in a container (${neutralise(devbox.image)}); Ingot cannot tell which.`}</Prose>
			<Prose>A Windows snapshot copies the VM disk, a Linux one the container’s files.</Prose>
			<Box paddingTop={1} flexDirection="column" flexShrink={0}>
				<Menu
					choices={[
						{label: 'Cancel', value: ''},
						{label: 'Windows', value: 'windows'},
						{label: 'Linux', value: 'linux'},
					]}
					onChoose={value => (value === 'windows' || value === 'linux' ? onAnswer(value) : onBack())}
				/>
			</Box>
		</Dialog>
	);
};
