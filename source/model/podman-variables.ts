import type {DevboxDetail} from './devbox.ts';

type Variable = {readonly name: string; readonly value: string};
type Container = Pick<DevboxDetail, 'hostname' | 'user' | 'madeBy'>;

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Whether Podman set this variable itself, as it does for any container of the image. Measured with 4.3: PATH, TERM and
 * `container` on creation, HOME (from the image's /etc/passwd) and HOSTNAME on start.
 */
export const isPodmans = ({name, value}: Variable, {hostname, user, madeBy}: Container): boolean => {
	if (madeBy.variables.includes(name)) return false;
	switch (name) {
		case 'PATH':
			return value === usualPath;
		case 'TERM':
			return value === 'xterm';
		case 'container':
			return value === 'podman' || value === 'oci';
		case 'HOSTNAME':
			return value === hostname || madeBy.namesAll;
		case 'HOME':
			return madeBy.namesAll || isUsualHome(value, user);
		default:
			return false;
	}
};

/** Whether this is the conventional home of a user; the image's /etc/passwd is not read for it. */
const isUsualHome = (home: string, user: string): boolean => {
	const [name = ''] = user.split(':');
	if (['', '0', 'root'].includes(name)) return home === '/root';
	return /^\d+$/u.test(name) ? /^\/(?:home\/[^/]+)?$/u.test(home) : home === `/home/${name}`;
};

/** Proxy variables that Podman copies from the worker (`--http-proxy`, on by default); they do not belong into an image. */
export const isWorkersProxy = (name: string, {madeBy}: Pick<Container, 'madeBy'>): boolean =>
	/^(?:https?|ftp|no|all)_proxy$/iu.test(name) && !madeBy.variables.includes(name);

/** Variables that identify the container to tools. */
export const isContainers = (name: string): boolean =>
	/^(?:CONTAINER_ID|HOSTNAME|NOTIFY_SOCKET|LISTEN_(?:PID|FDS|FDNAMES)|INVOCATION_ID|DISTROBOX_\w+|KUBERNETES_(?:SERVICE|PORT)\w*)$/u.test(
		name,
	);
