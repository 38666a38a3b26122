import {quote} from '../model/shell.ts';
import type {WindowsDisks} from '../model/windows-disks.ts';
import qemuDrives from '../worker/steps/windows/qemu-drives.sh';
import windowsDisks from '../worker/steps/windows/windows-disks.sh';
import windowsStorage from '../worker/steps/windows/windows-storage.sh';

/**
 * For the script that measures the room (`room` and its `layer` line are that one's): which disks a Windows DevBox has and what
 * they use, by the same functions as the job has them, or why it cannot be told.
 */
export const disksScript = (id: string): string => `
refuse() { printf 'refused %s\\n' "$2"; exit "$1"; }
${qemuDrives}
${windowsDisks}
${windowsStorage}
(
	find_disks ${quote([id])}
	storage=$(host_path "$storage_inside")
	[ -d "$storage" ] || refuse 3 "The DevBox has no volume or folder of the worker on $storage_inside, where the state of Windows would be."
	room "$storage" storage
	total=0
	while read -r number format inside path; do
		used=$(used_kib ${quote([id])} "$format" "$inside" "$path")
		total=$((total + used))
		echo "disk $number $format $used $inside"
	done <<-END
		$disks
	END
	printf 'others %s\\n' "$(others "$storage" "$disk_name" "$(state_prefix)")"
	echo "layer $((total * 1024))"
)`;

/** Lines of that script → what they say; others are passed over. */
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
