import {isWindowsMethod, type SnapshotMethod} from '../model/snapshot.ts';
import type {PlanFile} from '../plan/step.ts';
import sbomFiles from '../worker/images/sbom-files.sh';
import secretCandidates from '../worker/queries/secret-candidates.sh';
import secretGrowth from '../worker/queries/secret-growth.sh';
import secretPatterns from '../worker/queries/secret-patterns.sh';
import secretRecords from '../worker/queries/secret-records.sh';
import devboxAtRest from '../worker/steps/devbox-at-rest.sh';
import halfImage from '../worker/steps/half-image.sh';
import clearIdentity from '../worker/steps/linux/clear-identity.sh';
import commitProgress from '../worker/steps/linux/commit-progress.sh';
import editLayer from '../worker/steps/linux/edit-layer.sh';
import layerList from '../worker/steps/linux/layer-list.sh';
import layerRecords from '../worker/steps/linux/layer-records.sh';
import linuxCheck from '../worker/steps/linux/linux-check.sh';
import linuxCommit from '../worker/steps/linux/linux-commit.sh';
import linuxEdit from '../worker/steps/linux/linux-edit.sh';
import linuxRecheck from '../worker/steps/linux/linux-recheck.sh';
import linuxSnapshot from '../worker/steps/linux/linux-snapshot.sh';
import listPackages from '../worker/steps/linux/list-packages.sh';
import ownerMap from '../worker/steps/linux/owner-map.sh';
import precopy from '../worker/steps/linux/precopy.sh';
import sbomStep from '../worker/steps/linux/sbom-step.sh';
import snapshotImage from '../worker/steps/linux/snapshot-image.sh';
import snapshotParts from '../worker/steps/linux/snapshot-parts.sh';
import verifyImage from '../worker/steps/linux/verify-image.sh';
import writeSbom from '../worker/steps/linux/write-sbom.sh';
import ownership from '../worker/steps/ownership.sh';
import goldenEntry from '../worker/steps/windows/golden-entry.sh';
import guestAgent from '../worker/steps/windows/guest-agent.sh';
import ntfsHibernation from '../worker/steps/windows/ntfs-hibernation.sh';
import ntfsPartitions from '../worker/steps/windows/ntfs-partitions.sh';
import ntfsParts from '../worker/steps/windows/ntfs-parts.sh';
import ntfsState from '../worker/steps/windows/ntfs-state.sh';
import qemuDrives from '../worker/steps/windows/qemu-drives.sh';
import qemuTalk from '../worker/steps/windows/qemu-talk.sh';
import windowsBoot from '../worker/steps/windows/windows-boot.sh';
import windowsCopy from '../worker/steps/windows/windows-copy.sh';
import windowsSnapshot from '../worker/steps/windows/windows-disk-snapshot.sh';
import windowsDisks from '../worker/steps/windows/windows-disks.sh';
import windowsFacts from '../worker/steps/windows/windows-facts.sh';
import windowsGuard from '../worker/steps/windows/windows-guard.sh';
import windowsLive from '../worker/steps/windows/windows-live.sh';
import windowsLiveUndo from '../worker/steps/windows/windows-live-undo.sh';
import windowsMachine from '../worker/steps/windows/windows-machine.sh';
import windowsPack from '../worker/steps/windows/windows-pack.sh';
import windowsProof from '../worker/steps/windows/windows-proof.sh';
import windowsShutdown from '../worker/steps/windows/windows-shutdown.sh';
import windowsStartable from '../worker/steps/windows/windows-startable.sh';
import windowsStorage from '../worker/steps/windows/windows-storage.sh';

const linuxScripts: readonly PlanFile[] = [
	{name: 'linux-snapshot.sh', text: linuxSnapshot},
	{name: 'devbox-at-rest.sh', text: devboxAtRest},
	{name: 'linux-check.sh', text: linuxCheck},
	{name: 'linux-commit.sh', text: linuxCommit},
	{name: 'linux-edit.sh', text: linuxEdit},
	{name: 'linux-recheck.sh', text: linuxRecheck},
	{name: 'secret-patterns.sh', text: secretPatterns},
	{name: 'secret-records.sh', text: secretRecords},
	{name: 'secret-candidates.sh', text: secretCandidates},
	{name: 'secret-growth.sh', text: secretGrowth},
	{name: 'edit-layer.sh', text: editLayer},
	{name: 'clear-identity.sh', text: clearIdentity},
	{name: 'verify-image.sh', text: verifyImage},
	{name: 'layer-records.sh', text: layerRecords},
	{name: 'precopy.sh', text: precopy},
	{name: 'layer-list.sh', text: layerList},
	{name: 'owner-map.sh', text: ownerMap},
	{name: 'sbom-step.sh', text: sbomStep},
	{name: 'list-packages.sh', text: listPackages},
	{name: 'write-sbom.sh', text: writeSbom},
];
const windowsScripts: readonly PlanFile[] = [
	{name: 'windows-disk-snapshot.sh', text: windowsSnapshot},
	{name: 'qemu-drives.sh', text: qemuDrives},
	{name: 'windows-disks.sh', text: windowsDisks},
	{name: 'windows-storage.sh', text: windowsStorage},
	{name: 'windows-facts.sh', text: windowsFacts},
	{name: 'windows-guard.sh', text: windowsGuard},
	{name: 'windows-shutdown.sh', text: windowsShutdown},
	{name: 'windows-copy.sh', text: windowsCopy},
	{name: 'windows-proof.sh', text: windowsProof},
	{name: 'windows-machine.sh', text: windowsMachine},
	{name: 'windows-startable.sh', text: windowsStartable},
	{name: 'windows-boot.sh', text: windowsBoot},
	{name: 'ntfs-state.sh', text: ntfsState},
	{name: 'ntfs-parts.sh', text: ntfsParts},
	{name: 'ntfs-partitions.sh', text: ntfsPartitions},
	{name: 'ntfs-hibernation.sh', text: ntfsHibernation},
	{name: 'windows-pack.sh', text: windowsPack},
	{name: 'windows-live.sh', text: windowsLive},
	{name: 'windows-live-undo.sh', text: windowsLiveUndo},
	{name: 'qemu-talk.sh', text: qemuTalk},
	{name: 'guest-agent.sh', text: guestAgent},
	{name: 'golden-entry.sh', text: goldenEntry},
];

/** What all snapshots use, and other jobs that stop or freeze a DevBox. */
export const sharedScripts: readonly PlanFile[] = [
	{name: 'snapshot-parts.sh', text: snapshotParts},
	{name: 'snapshot-image.sh', text: snapshotImage},
	{name: 'commit-progress.sh', text: commitProgress},
	{name: 'half-image.sh', text: halfImage},
	{name: 'sbom-files.sh', text: sbomFiles},
	{name: 'ownership.sh', text: ownership},
];

/** The scripts that the steps of a snapshot run, by its method; they go into the job's folder. */
export const snapshotScripts = (method: SnapshotMethod): readonly PlanFile[] => [
	...(isWindowsMethod(method) ? windowsScripts : linuxScripts),
	...sharedScripts,
];
