import type {DevboxDetail} from './devbox.ts';
import {variableMap} from './image-environment.ts';

type Settings = Pick<DevboxDetail, 'env' | 'stopTimeout' | 'autoRemove' | 'labels' | 'stopSignal'>;

const setting = ({env}: Pick<DevboxDetail, 'env'>, name: string): string =>
	(variableMap(env).get(name) ?? '').trim();

/** What upstream's scripts give Windows where nobody says otherwise; the older ones 110, the newer ones 105. */
const usualSeconds = 110;

/** Seconds after which the DevBox's own entrypoint ends Windows by force. */
export const secondsUntilForce = (devbox: Settings): number => {
	const said = ['QEMU_TIMEOUT', 'TIMEOUT'].map(name => setting(devbox, name)).find(text => text !== '');
	return said !== undefined && /^\d{1,6}$/u.test(said) ? Number(said) : usualSeconds;
};

/**
 * Seconds that a shutdown may take before the snapshot gives up; it never ends Windows itself. The older entrypoints count a
 * second and a half as one, and two at most; the oldest heeds none of the variables, so it is never less than without them.
 */
export const secondsToShutDown = (devbox: Settings, asked = 0): number =>
	Math.max(2 * Math.max(secondsUntilForce(devbox), usualSeconds) + 30, devbox.stopTimeout, asked);

/** Whether QEMU can be asked to copy its disk: the DevBox was made with a QMP socket. */
export const hasQmp = (devbox: Pick<DevboxDetail, 'env'>): boolean => setting(devbox, 'QMP') !== '';

export type NoStop = {
	/** Ends a sentence. */
	readonly why: string;
	/** How a DevBox can be had that may be stopped. */
	readonly instead: string;
	/** It outlives the stop, and its disk is as after a power cut. */
	readonly isTorn?: boolean;
};

/** Why a stop would remove the DevBox or tear its disk, as far as its configuration tells; undefined where it may be stopped. */
export const noStopBecause = (devbox: Settings): NoStop | undefined => {
	const unit = devbox.labels.PODMAN_SYSTEMD_UNIT;
	if (unit !== undefined && unit !== '') {
		return {
			why: `the systemd unit ${unit} would restart or recreate it`,
			instead: 'run it without the unit',
		};
	}
	if (devbox.autoRemove) {
		return {
			why: 'it was made with --rm, so a stop removes it, and with an anonymous volume its disk',
			instead: 'recreate it without --rm and with a named volume on /storage',
		};
	}
	if (devbox.stopSignal === 'SIGKILL') {
		return {
			why: 'its stop signal is SIGKILL, so a stop is like a power cut',
			instead: 'recreate it without --stop-signal',
			isTorn: true,
		};
	}
	const shutdown = setting(devbox, 'SHUTDOWN');
	if (shutdown !== '' && !/^(?:y|yes|true|1|on|enabled?)$/iu.test(shutdown)) {
		return {
			why: 'SHUTDOWN is turned off in its environment, so a stop ends QEMU at once, like a power cut',
			instead: 'shut Windows down from inside and snapshot it while it is off (--allow-stopped)',
			isTorn: true,
		};
	}
	return undefined;
};
