import * as z from 'zod';
import type {Found} from '../model/candidate.ts';

const connections = z.array(
	z.looseObject({Name: z.string(), URI: z.string(), Identity: z.string().optional()}),
);

/**
 * Parses the output of `podman system connection list --format json`.
 * @param login the user for addresses without one @throws Error for anything else
 */
export const podmanConnectionsIn = (json: string, login: string): readonly Found[] =>
	connections.parse(JSON.parse(json)).map(({Name, URI, Identity}) => {
		// Podman before 4 marks the default one like this.
		const name = Name.replace(/\*$/u, '');
		const place = {name, from: `podman connection ${name}`, login};
		return {...atUrl(URI, place), ...(Identity ? {identityFile: Identity} : {})};
	});

const context = z.looseObject({
	Name: z.string(),
	Endpoints: z.looseObject({docker: z.looseObject({Host: z.string()})}),
});

/** Parses a Docker context's meta.json. @throws Error for anything else */
export const dockerContextIn = (json: string, login: string): Found => {
	const {Name, Endpoints} = context.parse(JSON.parse(json));
	const found = atUrl(Endpoints.docker.Host, {name: Name, from: `docker context ${Name}`, login});
	// A socket other than Podman's is Docker's.
	const {socket, ...rest} = found;
	if (found.ssh === undefined && found.refusal === undefined)
		return {...rest, refusal: 'a Docker socket; Ingot needs Podman'};
	return socket?.includes('podman') ? found : rest;
};

type Place = {readonly name: string; readonly from: string; readonly login: string};

const atUrl = (address: string, {name, from, login}: Place): Found => {
	const bare: Found = {name, from, addresses: []};
	const url = URL.parse(address);
	if (url?.protocol === 'unix:') return {...bare, ...socketOf('/run/', url.pathname)};
	if (url?.protocol !== 'ssh:' || url.hostname === '') {
		const how = url === null ? 'its address' : `${url.protocol.replace(/:$/u, '')}:`;
		return {...bare, refusal: `${how} is not supported; Ingot connects over SSH`};
	}
	// A password in an address is not copied.
	const user = decoded(url.username);
	const host = `${user === '' ? '' : `${user}@`}${url.hostname}`;
	const port = url.port === '' ? '22' : url.port;
	return {
		...bare,
		ssh: port === '22' ? host : `${host}:${port}`,
		addresses: [`${user === '' ? login : user}@${url.hostname.replace(/^\[(.*)\]$/u, '$1')}:${port}`],
		...socketOf((user || login) === 'root' ? '/run/podman/' : '/run/user/', url.pathname),
	};
};

/** Podman's default socket is found automatically, and started when nothing listens; any other one is kept. */
const socketOf = (usual: string, path: string): Pick<Found, 'socket'> =>
	path === '' ||
	path === '/' ||
	(path.startsWith(usual) && /^\/run\/(?:user\/\d+\/)?podman\/podman\.sock$/u.test(path))
		? {}
		: {socket: decoded(path)};

const decoded = (text: string): string => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};
