import {Text} from 'ink';
import {useState} from 'react';
import {type IdentityKind, identityKinds} from '../../model/identity.ts';
import {defaultIdentity} from '../../model/identity-choice.ts';
import {cursorTone, List} from '../../parts/list.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {useList} from '../../parts/use-list.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useBodyHeight} from '../shared/use-body-height.ts';

const idOf = ({id}: IdentityKind) => id;
const titleWidth = 24;
/** The sentence about the kind under the cursor, and what is above it. */
const aboutHeight = 3;

/** What of the DevBox's identity is cleared, one line each. @param chosen ids; undefined for the default */
export const IdentityScreen = ({
	crumbs,
	chosen,
	onNext,
	onBack,
}: {
	crumbs: readonly string[];
	chosen: readonly string[] | undefined;
	onNext: (chosen: readonly string[]) => void;
	onBack: () => void;
}) => {
	const [ids, setIds] = useState<ReadonlySet<string>>(new Set(chosen ?? defaultIdentity));
	const height = Math.max(1, useBodyHeight() - aboutHeight);
	const list = useList(identityKinds, idOf, {height});
	const {current} = list;
	const set = (isOn: (id: string) => boolean) => setIds(new Set(identityKinds.map(idOf).filter(isOn)));
	const isAll = ids.size === identityKinds.length;
	return (
		<ScreenFrame
			crumbs={[...crumbs, 'Identity']}
			hasTabs={false}
			bindings={[
				{key: 'enter', title: 'Review', run: () => onNext(identityKinds.map(idOf).filter(id => ids.has(id)))},
				{key: 'space', title: 'Toggle', run: () => set(id => ids.has(id) !== (id === current?.id))},
				{key: 'a', title: isAll ? 'Clear none' : 'Clear all', run: () => set(() => !isAll)},
				{key: 'esc', title: 'Back', run: onBack},
				...list.bindings,
			]}
		>
			{({width}) => (
				<>
					<List
						list={list}
						idOf={idOf}
						width={width}
						render={({id, title, when}, at) => (
							<Text
								{...(at.isCursor ? cursorTone : toneOf(ids.has(id) ? 'plain' : 'muted'))}
								wrap="truncate-end"
							>
								{`[${ids.has(id) ? 'x' : ' '}] ${title.padEnd(titleWidth)}${wordsOf(ids.has(id), when)}`.padEnd(
									at.width,
								)}
							</Text>
						)}
						empty=""
					/>
					<Text> </Text>
					<Text wrap="truncate-end" {...toneOf('muted')}>
						{current?.does ?? ''}
					</Text>
				</>
			)}
		</ScreenFrame>
	);
};

const wordsOf = (isOn: boolean, when: IdentityKind['when']): string =>
	isOn ? (when === 'launch' ? 'new in each DevBox' : 'cleared') : 'kept';
