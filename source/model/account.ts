export const plans = ['free', 'starter', 'pro', 'enterprise'] as const;
export const roles = ['owner', 'admin', 'member', 'viewer'] as const;
export type Plan = (typeof plans)[number];
export type Role = (typeof roles)[number];

/** Who I am. `user` is the id that goes into labels. */
export type Account = {readonly user: string; readonly plan: Plan; readonly role: Role};

/** What a config file takes as a user id. */
export const userPattern = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/u;
export const userRule = 'letters, digits and . _ @ + -, at most 64';

/** Why this cannot be a user id, or undefined when it can. */
export const userProblem = (user: string): string | undefined =>
	userPattern.test(user)
		? undefined
		: `A user ID must start with a letter or digit and can contain ${userRule}.`;
