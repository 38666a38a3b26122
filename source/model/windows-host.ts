const kvmProblems = {
	usable: undefined,
	broken: 'its /dev/kvm opens, but a trial VM did not run with it',
	unaided: 'its CPU has neither vmx nor svm (disabled in the firmware, or hidden by the VM it runs in)',
	closed: 'its user cannot open /dev/kvm (members of the group kvm can)',
	absent: 'it has no /dev/kvm',
} as const;

type Kvm = keyof typeof kvmProblems;
const isKvm = (word: string): word is Kvm => Object.hasOwn(kvmProblems, word);

/** The worker's support for Windows VMs, as available to the user that logs in (worker/queries/windows-host.sh). */
export type WindowsHost = {
	/** `closed`: it exists, but this user cannot open it. `broken`: it opens, but a trial VM did not run. `unaided`: the CPU has neither vmx nor svm. */
	readonly kvm: Kvm;
	readonly hasTun: boolean;
	readonly memoryBytes: number;
};

/** The part of a worker’s config that decides whether KVM is needed. */
type EmulationSetting = {readonly emulateWindows?: boolean | undefined};

/** Windows 11 does not install with less, and DevBoxes get this much by default. */
const minMemory = 4 * 1000 ** 3;

/** Parses the output of worker/queries/windows-host.sh; other lines are ignored. */
export const parseWindowsHost = (text: string): WindowsHost => {
	const wordAfter = (key: string) => new RegExp(`^windows-${key} (\\w+)$`, 'mu').exec(text)?.[1];
	const word = wordAfter('kvm') ?? '';
	return {
		kvm: isKvm(word) ? word : 'absent',
		hasTun: wordAfter('tun') === 'yes',
		memoryBytes: Number(wordAfter('memory') ?? 0) * 1024,
	};
};

/** Why no Windows VM can run on a worker, or undefined if one can: with KVM, or emulated if its config allows that. */
export const windowsProblem = (
	{emulateWindows = false}: EmulationSetting,
	host: WindowsHost | undefined,
): string | undefined => {
	if (host === undefined) return 'not known yet whether it can host Windows VMs';
	const kvm = emulateWindows ? undefined : kvmProblems[host.kvm];
	const memory =
		host.memoryBytes < minMemory
			? `it has ${(host.memoryBytes / 1000 ** 3).toFixed(1)} GB of memory, and Windows needs 4 GB`
			: undefined;
	const problem = kvm ?? memory;
	return problem === undefined ? undefined : `this worker cannot host Windows VMs: ${problem}`;
};

/** `yes`, `emulated`, `no`, or empty while unknown. */
export const windowsWord = (worker: EmulationSetting, host: WindowsHost | undefined): string => {
	if (host === undefined) return '';
	if (windowsProblem(worker, host) !== undefined) return 'no';
	return host.kvm === 'usable' ? 'yes' : 'emulated';
};
