/** A port of the worker that is published to a DevBox. */
export type PortMapping = {
	readonly hostIp: string;
	/** undefined: Podman picks one. */
	readonly hostPort: number | undefined;
	readonly containerPort: number;
	readonly protocol: 'tcp' | 'udp';
};

const grammar =
	/^(?:(?:(?<ip>\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):)?(?<host>\d*):)?(?<inside>\d+)(?:\/(?<protocol>tcp|udp))?$/u;

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `5353:53/udp`, `80` → a mapping; undefined if invalid. */
export const parsePort = (text: string): PortMapping | undefined => {
	const groups = grammar.exec(text.trim())?.groups;
	if (groups === undefined) return undefined;
	return {
		hostIp: groups.ip ?? '',
		hostPort: groups.host === undefined || groups.host === '' ? undefined : Number(groups.host),
		containerPort: Number(groups.inside),
		protocol: groups.protocol === 'udp' ? 'udp' : 'tcp',
	};
};

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;
const isAddress = (ip: string): boolean =>
	ip === '' || ip.startsWith('[') || ip.split('.').every(part => Number(part) <= 255);

/** `tcp/8080`: the key of a used port. */
const portKey = ({protocol, hostPort}: PortMapping): string => `${protocol}/${hostPort}`;

/**
 * @returns why a typed port cannot be published, or undefined
 * @param others those before it in the form · @param taken `tcp/8080` → what uses it
 */
export const portProblem = (
	text: string,
	{others, taken}: {others: readonly string[]; taken: ReadonlyMap<string, string>},
): string | undefined => {
	const port = parsePort(text);
	if (port === undefined)
		return 'Use 8080:80 (worker:DevBox), optionally with an address in front or /udp at the end.';
	if (!isPort(port.containerPort) || (port.hostPort !== undefined && !isPort(port.hostPort)))
		return 'Use a port between 1 and 65535.';
	if (!isAddress(port.hostIp)) return `${port.hostIp} is not a valid address.`;
	if (port.hostPort === undefined) return undefined;
	const key = portKey(port);
	const isDouble = others.some(each => {
		const other = parsePort(each);
		return other !== undefined && portKey(other) === key && overlap(other.hostIp, port.hostIp);
	});
	if (isDouble) return `Port ${port.hostPort} of the worker is already in the list.`;
	const by = taken.get(key);
	return by === undefined ? undefined : `Port ${port.hostPort} of the worker is already used by ${by}.`;
};

const overlap = (a: string, b: string): boolean => a === b || isAny(a) || isAny(b);
const isAny = (ip: string): boolean => ip === '' || ip === '0.0.0.0' || ip === '[::]';
