export const plans = ['free', 'starter', 'pro', 'enterprise'] as const;
export const roles = ['owner', 'admin', 'member', 'viewer'] as const;
export type Plan = (typeof plans)[number];
export type Role = (typeof roles)[number];

/** Who I am. `user` is the id that goes into labels. */
export type Account = {readonly user: string; readonly plan: Plan; readonly role: Role};
