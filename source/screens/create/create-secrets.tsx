import {Text} from 'ink';
import {useState} from 'react';
import {
	type DecidedSecret,
	excluded,
	findingText,
	secretOutcomes,
	undecidedText,
} from '../../model/secret-finding.ts';
import {cursorTone, List} from '../../parts/list.tsx';
import type {Stage} from '../../parts/stages.ts';
import {toneOf} from '../../parts/tone-of.ts';
import {useList} from '../../parts/use-list.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useBodyHeight} from '../shared/use-body-height.ts';

type Row = {readonly id: string; readonly secret: DecidedSecret};
const idOf = ({id}: Row) => id;
const outcomeWidth = 10;
/** What is said about all of them, with a blank line. */
const introHeight = 2;

/** What looks like a secret in the DevBox, and what becomes of each: never the secret itself. */
export const CreateSecrets = ({
	crumbs,
	stages,
	secrets: first,
	onNext,
	onBack,
}: {
	crumbs: readonly string[];
	stages: readonly Stage[];
	secrets: readonly DecidedSecret[];
	onNext: (secrets: readonly DecidedSecret[]) => void;
	onBack: () => void;
}) => {
	const [secrets, setSecrets] = useState(first);
	const rows = secrets.map((secret, index): Row => ({id: String(index), secret}));
	const list = useList(rows, idOf, {height: Math.max(1, useBodyHeight() - introHeight)});
	const isKept = secrets.every(({decision}) => decision === 'keep');
	const decide = (isToKeep: (secret: DecidedSecret, id: string) => boolean) =>
		setSecrets(
			rows.map(({id, secret}) => (isToKeep(secret, id) ? {...secret, decision: 'keep'} : excluded(secret))),
		);
	const {current} = list;
	return (
		<ScreenFrame
			crumbs={[...crumbs, 'Secrets']}
			stages={stages}
			hasTabs={false}
			bindings={[
				{key: 'enter', title: 'Review', run: () => onNext(secrets), refusal: undecidedText(secrets)},
				{
					key: 'space',
					title: current?.secret.decision === 'keep' ? 'Leave out' : 'Keep',
					run: () =>
						decide(({decision}, id) => (id === current?.id ? decision !== 'keep' : decision === 'keep')),
				},
				{key: 'K', title: isKept ? 'Leave out all' : 'Keep all', run: () => decide(() => !isKept)},
				{key: 'esc', title: 'Back', run: onBack},
				...list.bindings,
			]}
		>
			{({width}) => (
				<>
					<Text wrap="truncate-end">
						{secrets.length === 1
							? 'This looks like a secret. Who launches the image has it.'
							: 'These look like secrets. Who launches the image has them.'}
					</Text>
					<Text> </Text>
					<List
						list={list}
						idOf={idOf}
						width={width}
						render={({secret}, at) => (
							<Text
								{...(at.isCursor
									? cursorTone
									: toneOf(secret.decision === 'keep' || secret.decision === 'refuse' ? 'warning' : 'plain'))}
								wrap="truncate-end"
							>
								{`${secretOutcomes[secret.decision].padEnd(outcomeWidth)}${findingText(secret)}`.padEnd(
									at.width,
								)}
							</Text>
						)}
						empty=""
					/>
				</>
			)}
		</ScreenFrame>
	);
};
