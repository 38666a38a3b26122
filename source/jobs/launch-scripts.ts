import type {LaunchContext} from '../model/launch.ts';
import type {PlanFile} from '../plan/step.ts';
import clearIdentity from '../worker/steps/linux/clear-identity.sh';
import launchIdentity from '../worker/steps/linux/launch-identity.sh';
import linuxLaunch from '../worker/steps/linux/linux-launch.sh';
import renewIdentity from '../worker/steps/linux/renew-identity.sh';
import windowsDiskOpen from '../worker/steps/windows/windows-disk-open.sh';
import windowsEnd from '../worker/steps/windows/windows-end.sh';
import windowsGuard from '../worker/steps/windows/windows-guard.sh';
import windowsLaunch from '../worker/steps/windows/windows-launch.sh';

/** The scripts that the steps of a launch run. linux-launch.sh reads those for Windows where they are beside it. */
export const launchScripts = ({
	image,
}: {
	readonly image: Pick<LaunchContext['image'], 'os'>;
}): readonly PlanFile[] => [
	{name: 'linux-launch.sh', text: linuxLaunch},
	...(image.os === 'windows'
		? [
				{name: 'windows-launch.sh', text: windowsLaunch},
				{name: 'windows-guard.sh', text: windowsGuard},
				{name: 'windows-disk-open.sh', text: windowsDiskOpen},
				{name: 'windows-end.sh', text: windowsEnd},
			]
		: [
				{name: 'launch-identity.sh', text: launchIdentity},
				{name: 'renew-identity.sh', text: renewIdentity},
				{name: 'clear-identity.sh', text: clearIdentity},
			]),
];
