export const plans = ['free', 'starter', 'pro', 'enterprise'] as const;
export const roles = ['owner', 'admin', 'member', 'viewer'] as const;
export type Plan = (typeof plans)[number];
export type Role = (typeof roles)[number];

/** The user of this Ingot. `user` is the id that goes into labels. */
export type Account = {readonly user: string; readonly plan: Plan; readonly role: Role};

/** A valid user id. */
export const userPattern = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/u;
export const userRule = 'letters, digits and . _ @ + -, at most 64';

/** @returns why this is not a valid user id, or undefined */
export const userProblem = (user: string): string | undefined =>
	userPattern.test(user)
		? undefined
		: `A user ID must start with a letter or digit and can contain ${userRule}.`;
