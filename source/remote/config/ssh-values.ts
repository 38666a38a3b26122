/** An ssh config as `ssh -G` prints it: keys in lower case, each with its values in order. */
export type SshValues = ReadonlyMap<string, readonly string[]>;

/** The output of `ssh -G` (`key value` lines, some repeated). */
export const parseValues = (text: string): SshValues => {
	const values = new Map<string, string[]>();
	for (const line of text.split('\n')) {
		const [, key, value] = /^(\S+) (.*)$/u.exec(line.trim()) ?? [];
		if (key !== undefined && value !== undefined) values.set(key, [...(values.get(key) ?? []), value]);
	}
	return values;
};

/** `90`, `1m30s` → ms; undefined for anything else, such as `none`. */
export const toMs = (time: string | undefined): number | undefined => {
	if (time === undefined || !/^(?:\d+[smhdw]?)+$/iu.test(time)) return undefined;
	const seconds: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600, d: 86_400, w: 604_800};
	return [...time.toLowerCase().matchAll(/(\d+)([smhdw]?)/gu)].reduce(
		(sum, [, count, unit]) => sum + Number(count) * (seconds[unit || 's'] ?? 1) * 1000,
		0,
	);
};
