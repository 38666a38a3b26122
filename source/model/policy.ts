import type {Account} from './account.ts';
import {Failure} from './failure.ts';

/** A decision with its reason: `plan` means that another plan would allow it. */
export type Verdict =
	| {readonly allowed: true}
	| {
			readonly allowed: false;
			readonly because: 'plan' | 'role';
			readonly reason: string;
			readonly hint: string;
	  };

/** @throws Failure (refused) with the verdict’s reason and hint, unless it allows */
export const requireAllowed = (verdict: Verdict): void => {
	if (!verdict.allowed) throw new Failure(verdict.reason, {kind: 'refused', hint: verdict.hint});
};

const publishing = new Set(['pro', 'enterprise']);
const making = new Set(['owner', 'admin', 'member']);

/** Whether this account may create golden images (`images.publish`). The plan comes first: users can change it themselves. */
export const mayCreateImage = (account: Account): Verdict => {
	if (!publishing.has(account.plan)) {
		return {
			allowed: false,
			because: 'plan',
			reason: `Golden images require the Pro or Enterprise plan; yours is ${titleCase(account.plan)}.`,
			hint: 'Upgrade your plan, then set account.plan in the config file.',
		};
	}
	return byRole(account, 'can view images but not create them');
};

/** Whether this account may launch DevBoxes and create schedules; every plan allows it. */
export const mayLaunch = (account: Account): Verdict =>
	byRole(account, 'can view DevBoxes and images but not launch them');

/** Whether this account may start, stop, pause, rename and remove its own DevBoxes; every plan allows it. */
export const mayChangeDevbox = (account: Account): Verdict =>
	byRole(account, 'can view DevBoxes and images but not change them');

/** Whether this account may change, run or delete a schedule: its owner, owners and admins may. */
export const mayChangeSchedule = (account: Account, {user}: {readonly user: string}): Verdict => {
	const verdict = mayLaunch(account);
	if (!verdict.allowed || user === account.user || ['owner', 'admin'].includes(account.role)) return verdict;
	return {
		allowed: false,
		because: 'role',
		reason: `The schedule belongs to ${user}.`,
		hint: 'Ask them, or an owner or admin.',
	};
};

/** Whether this account may remove or tag an image: its owner, owners and admins may. */
export const mayChangeImage = (account: Account, {owner}: {readonly owner: string | undefined}): Verdict => {
	const verdict = byRole(account, 'can view images but not change them');
	if (!verdict.allowed || owner === account.user || ['owner', 'admin'].includes(account.role)) return verdict;
	return {
		allowed: false,
		because: 'role',
		reason: owner === undefined ? 'The image has no known owner.' : `The image belongs to ${owner}.`,
		hint: owner === undefined ? 'Ask an owner or admin.' : 'Ask them, or an owner or admin.',
	};
};

const byRole = ({role}: Account, may: string): Verdict =>
	making.has(role)
		? {allowed: true}
		: {
				allowed: false,
				because: 'role',
				reason: `The role ${role} ${may}.`,
				hint: 'Ask an owner or admin for the member role.',
			};

const titleCase = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
