import {Text} from 'ink';
import {useState} from 'react';
import {type Account, type Plan, plans, type Role, roles, userProblem} from '../../model/account.ts';
import {mayCreateImage, mayLaunch} from '../../model/policy.ts';
import {ChoiceField} from '../../parts/choice-field.tsx';
import {textState} from '../../parts/edit-text.ts';
import {FormRows} from '../../parts/form-rows.tsx';
import {TextField} from '../../parts/text-field.tsx';
import {useForm} from '../../parts/use-form.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';

const fields = ['user', 'plan', 'role'] as const;
type Field = (typeof fields)[number];
const labels: Readonly<Record<Field, string>> = {user: 'User id', plan: 'Plan', role: 'Role'};
const choicesOf = (values: readonly string[]) => values.map(value => ({label: value, value}));

/**
 * Step 2: the account.
 *
 *     ❯ User id       alice█
 *                     Used as the owner of your images and DevBoxes.
 *       Plan          free   starter  ❯ pro   enterprise
 */
export const FirstRunAccount = ({
	account: before,
	onNext,
	onBack,
}: {
	account: Account;
	onNext: (account: Account) => void;
	onBack: (account: Account) => void;
}) => {
	const [user, setUser] = useState(textState(before.user));
	const [plan, setPlan] = useState<Plan>(before.plan);
	const [role, setRole] = useState<Role>(before.role);
	const account: Account = {user: user.text.trim(), plan, role};
	const problem = userProblem(account.user);
	const {focused, bindings} = useForm<Field>(fields, {
		title: 'Review',
		run: () => onNext(account),
		problems: {user: problem},
	});
	return (
		<ScreenFrame
			crumbs={['First run', 'Account']}
			hasTabs={false}
			hasQuick={false}
			bindings={[...bindings, {key: 'esc', title: 'Back', run: () => onBack(account)}]}
		>
			{({width}) => (
				<>
					<Text>Your account. If you are the only user, choose owner.</Text>
					<Text> </Text>
					<FormRows
						labels={labels}
						fields={fields}
						focused={focused}
						width={width}
						noteOf={field => noteOf(field, account)}
					>
						{(field, at) =>
							field === 'user' ? (
								<TextField
									{...at}
									state={user}
									onChange={setUser}
									placeholder="alice"
									problem={user.text === '' ? undefined : problem}
								/>
							) : field === 'plan' ? (
								<ChoiceField
									choices={choicesOf(plans)}
									value={plan}
									onChange={value => setPlan(value as Plan)}
									isActive={at.isActive}
								/>
							) : (
								<ChoiceField
									choices={choicesOf(roles)}
									value={role}
									onChange={value => setRole(value as Role)}
									isActive={at.isActive}
								/>
							)
						}
					</FormRows>
				</>
			)}
		</ScreenFrame>
	);
};

/** What the choice allows. */
const noteOf = (field: Field, account: Account): string => {
	if (field === 'user') return 'Used as the owner of your images and DevBoxes.';
	if (field === 'plan') {
		const verdict = mayCreateImage({...account, role: 'owner'});
		return verdict.allowed ? 'You can create golden images.' : verdict.reason;
	}
	const verdict = mayLaunch(account);
	return verdict.allowed ? 'You can create and launch images.' : verdict.reason;
};
