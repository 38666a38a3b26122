const minute = 60_000;

/**
 * After a rejected key, an unknown host key or a sudo that is not allowed: only a person can change that. Each attempt is an entry in
 * the log of the worker or jump host, and fail2ban bans an address by default for five within ten minutes; these are at most three.
 */
export const rejectedMs = [minute, 5 * minute, 15 * minute, 30 * minute];
