import {Box, Text} from 'ink';
import {useState} from 'react';
import {keyName} from '../../key-names.ts';
import type {SecretQuestion} from '../../model/secret.ts';
import {neutralise} from '../../model/text.ts';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {textState} from '../../parts/edit-text.ts';
import {Prose} from '../../parts/prose.tsx';
import {TextField} from '../../parts/text-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';

/** A passphrase, a password or an answer for the server: hidden while typed, and never stored. */
export const SecretDialog = ({
	question,
	onAnswer,
}: {
	question: SecretQuestion;
	onAnswer: (text: string | undefined) => void;
}) => {
	const [state, setState] = useState(textState(''));
	const {worker, attempt} = question;
	return (
		<ScreenFrame
			crumbs={['Log in', worker].map(neutralise)}
			hasTabs={false}
			hasQuick={false}
			bindings={[
				{key: 'enter', title: 'Send', run: () => onAnswer(state.text)},
				{key: 'esc', title: 'Cancel', run: () => onAnswer(undefined)},
			]}
		>
			{size => (
				<Dialog title={titleOf(question)} size={size}>
					<Box flexDirection="column" paddingBottom={1} flexShrink={0}>
						{wordsOf(question).map((line, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
							<Prose key={index}>{neutralise(line)}</Prose>
						))}
					</Box>
					<TextField
						state={state}
						onChange={setState}
						isActive
						isHidden={!question.isEchoed}
						width={dialogWidth(size.width)}
						problem={attempt > 1 ? `Incorrect. Attempt ${attempt} of 3.` : undefined}
					/>
					<Box paddingTop={1} flexShrink={0}>
						<Text {...toneOf('muted')}>{`enter Send   esc Cancel (${keyName('r')} asks again)`}</Text>
					</Box>
				</Dialog>
			)}
		</ScreenFrame>
	);
};

const titleOf = ({kind, worker}: SecretQuestion): string =>
	kind === 'passphrase' ? `A key for ${worker} has a passphrase` : `${worker} asks you to log in`;

/** More would push the input off the screen. */
const maxLines = 8;
const maxLetters = 300;

/** A server's text is marked as such, because it could imitate ours. */
const wordsOf = ({kind, of, prompt}: SecretQuestion): readonly string[] => {
	if (kind === 'passphrase') return [`Passphrase of ${of}:`];
	if (kind === 'password') return [`Password of ${of}:`];
	const lines = prompt.split('\n');
	return [
		`${of} says:`,
		...lines.slice(0, maxLines).map(line => `  ${line.slice(0, maxLetters)}`),
		...(lines.length > maxLines ? ['  …'] : []),
	];
};
