import type {DevboxDetail} from './devbox.ts';

type Variable = {readonly name: string; readonly value: string};
type Container = Pick<DevboxDetail, 'hostname' | 'user' | 'madeBy'>;

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Whether Podman gave this variable to the container by itself, as it will to any other of the same image. Measured with
 * 4.3: PATH, TERM and `container` when it is made, HOME (from the image's /etc/passwd) and HOSTNAME when it starts.
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

/** Where the home of a user is by custom; nobody reads the image's /etc/passwd for it. */
const isUsualHome = (home: string, user: string): boolean => {
	const [name = ''] = user.split(':');
	if (['', '0', 'root'].includes(name)) return home === '/root';
	return /^\d+$/u.test(name) ? /^\/(?:home\/[^/]+)?$/u.test(home) : home === `/home/${name}`;
};

/** Those that Podman takes over from the worker (`--http-proxy`, on by itself): they are the worker's, not the image's. */
export const isWorkersProxy = (name: string, {madeBy}: Pick<Container, 'madeBy'>): boolean =>
	/^(?:https?|ftp|no|all)_proxy$/iu.test(name) && !madeBy.variables.includes(name);

/** Those by which tools tell a container who it is. */
export const isContainers = (name: string): boolean =>
	/^(?:CONTAINER_ID|HOSTNAME|NOTIFY_SOCKET|LISTEN_(?:PID|FDS|FDNAMES)|INVOCATION_ID|DISTROBOX_\w+|KUBERNETES_(?:SERVICE|PORT)\w*)$/u.test(
		name,
	);
