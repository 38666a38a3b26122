import {Box, Text} from 'ink';
import type {HostKeyQuestion} from '../model/host-key.ts';
import {neutralise} from '../model/text.ts';
import {Dialog} from '../parts/dialog.tsx';
import {Menu} from '../parts/menu.tsx';
import {colours} from '../theme.ts';
import {ScreenFrame} from './screen-frame.tsx';

/** A host that nobody knows yet: asked once, and written down. */
export const HostKeyDialog = ({
	question,
	onAnswer,
}: {
	question: HostKeyQuestion;
	onAnswer: (isTrusted: boolean) => void;
}) => (
	<ScreenFrame
		crumbs={['New host key', question.worker]}
		hasTabs={false}
		hasQuick={false}
		bindings={[{key: 'esc', title: 'Do not connect', run: () => onAnswer(false)}]}
	>
		{size => (
			<Dialog title={`Is this ${question.worker}?`} size={size} color={colours.warning}>
				<Text wrap="wrap">{`${neutralise(question.host)} shows a host key that is not known yet:`}</Text>
				<Box paddingY={1} flexDirection="column">
					<Text>{neutralise(question.keyType)}</Text>
					<Text bold>{question.fingerprint}</Text>
				</Box>
				<Text
					dimColor
					wrap="wrap"
				>{`Compare it with the machine's owner. Trusting it writes it to ${neutralise(question.file)}.`}</Text>
				<Menu
					choices={[
						{label: 'Do not connect', value: 'no'},
						{label: 'Trust it, and remember', value: 'yes'},
					]}
					onChoose={value => onAnswer(value === 'yes')}
				/>
			</Dialog>
		)}
	</ScreenFrame>
);
