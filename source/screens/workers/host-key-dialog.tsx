import {Box, Text} from 'ink';
import {aboutTrust, type HostKeyAnswer, type HostKeyQuestion, possibleAnswers} from '../../model/host-key.ts';
import {neutralise} from '../../model/text.ts';
import {Dialog} from '../../parts/dialog.tsx';
import {Menu} from '../../parts/menu.tsx';
import {Prose} from '../../parts/prose.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';

const labels: Readonly<Record<HostKeyAnswer, string>> = {
	no: 'Do not connect',
	always: 'Always trust',
	once: 'Trust once',
};

/**
 * A host with an unknown key.
 *
 *     forge-1 presented an unknown host key:
 *     ssh-ed25519 SHA256:…
 *     Always: it is written to /home/alice/.ssh/known_hosts.
 *     ❯ Do not connect
 *       Always trust
 *       Trust once
 */
export const HostKeyDialog = ({
	question,
	onAnswer,
}: {
	question: HostKeyQuestion;
	onAnswer: (answer: HostKeyAnswer) => void;
}) => (
	<ScreenFrame
		crumbs={['New host key', question.worker]}
		hasTabs={false}
		hasQuick={false}
		bindings={[{key: 'esc', title: labels.no, run: () => onAnswer('no')}]}
	>
		{size => (
			<Dialog title={`Is this ${question.worker}?`} size={size} color={colours.warning}>
				<Prose>{`${neutralise(question.host)} presented an unknown host key:`}</Prose>
				<Box paddingY={1} flexDirection="column">
					<Text>
						{`${neutralise(question.keyType)} `}
						<Text bold>{neutralise(question.fingerprint)}</Text>
					</Text>
				</Box>
				{aboutTrust(question).map(line => (
					<Prose key={line} {...toneOf('muted')}>
						{neutralise(line)}
					</Prose>
				))}
				<Box paddingTop={1} flexDirection="column" flexShrink={0}>
					<Menu
						choices={possibleAnswers(question).map(value => ({label: labels[value], value}))}
						onChoose={value => onAnswer(value as HostKeyAnswer)}
					/>
				</Box>
			</Dialog>
		)}
	</ScreenFrame>
);
