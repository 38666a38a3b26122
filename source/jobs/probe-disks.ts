import type {WindowsDisks} from '../model/windows-disks.ts';
import windowsSpace from '../worker/queries/windows-space.sh';
import qemuDrives from '../worker/steps/windows/qemu-drives.sh';
import windowsDisks from '../worker/steps/windows/windows-disks.sh';
import windowsStorage from '../worker/steps/windows/windows-storage.sh';

/** What disk-space.sh needs for a Windows DevBox; the job uses the same functions. */
export const disksScripts: readonly string[] = [qemuDrives, windowsDisks, windowsStorage, windowsSpace];

/** Parses the output of windows-space.sh; other lines are skipped. */
export const parseDisks = (text: string): WindowsDisks => {
	const all = (key: string) =>
		text
			.split('\n')
			.filter(line => line.startsWith(`${key} `))
			.map(line => line.slice(key.length + 1));
	const [refusal] = all('refused');
	const [count = '0', kib = '0', ...names] = (all('others')[0] ?? '').split(' ');
	return {
		disks: all('disk').map(line => {
			const [number = '', format = '', used = '', inside = ''] = line.split(' ');
			return {number: Number(number), format, usedBytes: Number(used) * 1024, path: inside};
		}),
		others: {count: Number(count) || 0, bytes: Number(kib) * 1024 || 0, names: names.join(' ')},
		...(refusal !== undefined && {refusal}),
	};
};
