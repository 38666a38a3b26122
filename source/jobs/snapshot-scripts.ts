import {isWindowsMethod, type SnapshotMethod} from '../model/snapshot.ts';
import type {PlanFile} from '../plan/step.ts';
import devboxAtRest from '../worker/devbox-at-rest.sh';
import goldenEntry from '../worker/golden-entry.sh';
import layerList from '../worker/layer-list.sh';
import linuxSnapshot from '../worker/linux-snapshot.sh';
import ntfsParts from '../worker/ntfs-parts.sh';
import ntfsState from '../worker/ntfs-state.sh';
import ownerMap from '../worker/owner-map.sh';
import ownership from '../worker/ownership.sh';
import qemuTalk from '../worker/qemu-talk.sh';
import snapshotParts from '../worker/snapshot-parts.sh';
import verifyImage from '../worker/verify-image.sh';
import windowsBoot from '../worker/windows-boot.sh';
import windowsSnapshot from '../worker/windows-disk-snapshot.sh';
import windowsDisks from '../worker/windows-disks.sh';
import windowsFacts from '../worker/windows-facts.sh';
import windowsGuard from '../worker/windows-guard.sh';
import windowsLive from '../worker/windows-live.sh';
import windowsMachine from '../worker/windows-machine.sh';
import windowsPack from '../worker/windows-pack.sh';
import windowsRest from '../worker/windows-rest.sh';
import windowsStartable from '../worker/windows-startable.sh';
import windowsStorage from '../worker/windows-storage.sh';

const linuxScripts: readonly PlanFile[] = [
	{name: 'linux-snapshot.sh', text: linuxSnapshot},
	{name: 'devbox-at-rest.sh', text: devboxAtRest},
	{name: 'verify-image.sh', text: verifyImage},
	{name: 'layer-list.sh', text: layerList},
	{name: 'owner-map.sh', text: ownerMap},
];
const windowsScripts: readonly PlanFile[] = [
	{name: 'windows-disk-snapshot.sh', text: windowsSnapshot},
	{name: 'windows-disks.sh', text: windowsDisks},
	{name: 'windows-storage.sh', text: windowsStorage},
	{name: 'windows-facts.sh', text: windowsFacts},
	{name: 'windows-guard.sh', text: windowsGuard},
	{name: 'windows-rest.sh', text: windowsRest},
	{name: 'windows-machine.sh', text: windowsMachine},
	{name: 'windows-startable.sh', text: windowsStartable},
	{name: 'windows-boot.sh', text: windowsBoot},
	{name: 'ntfs-state.sh', text: ntfsState},
	{name: 'ntfs-parts.sh', text: ntfsParts},
	{name: 'windows-pack.sh', text: windowsPack},
	{name: 'windows-live.sh', text: windowsLive},
	{name: 'qemu-talk.sh', text: qemuTalk},
	{name: 'golden-entry.sh', text: goldenEntry},
];

/** What the steps of a snapshot run on the worker, by its method: files that lie beside the plan in the job's folder. */
export const snapshotScripts = (method: SnapshotMethod): readonly PlanFile[] => [
	...(isWindowsMethod(method) ? windowsScripts : linuxScripts),
	{name: 'snapshot-parts.sh', text: snapshotParts},
	{name: 'ownership.sh', text: ownership},
];
