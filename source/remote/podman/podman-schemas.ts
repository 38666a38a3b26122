import * as z from 'zod/mini';

// The parts of Podman's answers that we read; everything else is ignored.

const text = z._default(z.string(), '');
/** Used in command lines on the worker, which may be this machine, so it must not look like an option. */
const id = z.string().check(z.regex(/^(?:sha256:)?[\da-f]{1,64}$/u));
/** Bytes or processors; impossible values count as 0. */
const amount = z.catch(z.number().check(z.nonnegative(), z.lte(2 ** 60)), 0);
const labelMap = z._default(z.nullable(z.record(z.string(), z.string())), {});
const texts = z._default(z.nullable(z.array(z.string())), []);
/** Only its keys matter. */
const keyed = z._default(z.nullable(z.record(z.string(), z.unknown())), {});
/** Each is like `0:100000:65536`; they become script arguments. */
const idRanges = z.array(z.string().check(z.regex(/^\d{1,10}:\d{1,10}:\d{1,10}$/u)));
/** Nanoseconds, or a count. */
const count = z._default(z.number(), 0);
const healthCheck = z._default(
	z.nullable(z.object({Test: texts, Interval: count, Timeout: count, StartPeriod: count, Retries: count})),
	null,
);
/** A number before Podman 5. */
const stopSignal = z._default(z.nullable(z.union([z.string(), z.number()])), null);

/** A container in Podman's list. */
const listed = z.object({
	Id: id,
	Names: z._default(z.nullable(z.array(z.string())), []),
	State: text,
	Image: text,
	ImageID: text,
	Created: z._default(z.union([z.string(), z.number()]), 0),
	StartedAt: z._default(z.number(), 0),
	AutoRemove: z._default(z.boolean(), false),
	Labels: labelMap,
	/** Mount points. */
	Mounts: z.catch(texts, []),
	Ports: z._default(
		z.nullable(
			z.array(
				z.object({
					host_port: z._default(z.number(), 0),
					container_port: z._default(z.number(), 0),
					range: z._default(z.number(), 1),
					protocol: text,
				}),
			),
		),
		[],
	),
});
const containerList = z.array(listed);

const inspected = z.object({
	Id: id,
	Name: z.string(),
	State: z.object({Status: text}),
	Image: text,
	ImageName: text,
	ImageDigest: text,
	GraphDriver: z.object({Name: text, Data: z._default(z.nullable(z.record(z.string(), z.string())), {})}),
	Mounts: z._default(
		z.nullable(z.array(z.object({Type: text, Name: text, Source: text, Destination: text}))),
		[],
	),
	Path: text,
	Args: texts,
	Config: z.object({
		User: text,
		WorkingDir: text,
		Hostname: text,
		Labels: labelMap,
		Env: texts,
		/** Before Podman 5 one string, joined by spaces. */
		Entrypoint: z._default(z.nullable(z.union([z.string(), z.array(z.string())])), null),
		Cmd: texts,
		CreateCommand: texts,
		StopSignal: stopSignal,
		StopTimeout: z.catch(z.number(), 10),
		Healthcheck: healthCheck,
		HealthCheck: healthCheck,
		ExposedPorts: keyed,
		Volumes: keyed,
	}),
	HostConfig: z.object({
		IDMappings: z.catch(z.nullable(z.object({UidMap: idRanges, GidMap: idRanges})), null),
		UsernsMode: text,
		AutoRemove: z._default(z.boolean(), false),
		PortBindings: keyed,
		NetworkMode: text,
		RestartPolicy: z.catch(z.object({Name: text}), {Name: ''}),
	}),
	NetworkSettings: z._default(z.object({Ports: keyed, Networks: keyed}), {Ports: {}, Networks: {}}),
});

const imageList = z.array(
	z.object({
		Id: id,
		RepoTags: z._default(z.nullable(z.array(z.string())), []),
		Created: z._default(z.number(), 0),
		Size: amount,
		Labels: z._default(z.nullable(z.record(z.string(), z.string())), {}),
	}),
);

/** GET /libpod/info */
const podmanInfo = z.object({
	host: z.object({
		hostname: z._default(z.string(), ''),
		cgroupVersion: z._default(z.string(), ''),
		cpus: amount,
		memTotal: amount,
		security: z._default(z.object({rootless: z._default(z.boolean(), false)}), {rootless: false}),
	}),
	store: z.object({
		graphDriverName: z._default(z.string(), ''),
		graphStatus: z.catch(z.record(z.string(), z.string()), {}),
		graphRoot: z._default(z.string(), ''),
		graphRootAllocated: amount,
		graphRootUsed: amount,
	}),
	version: z.object({Version: z._default(z.string(), '')}),
});

/** An inspected image. */
const inspectedImage = z.object({
	Id: id,
	Architecture: text,
	ManifestType: text,
	RootFS: z._default(z.nullable(z.object({Layers: texts})), null),
	Labels: labelMap,
	Config: z._default(
		z.nullable(
			z.object({
				User: text,
				WorkingDir: text,
				Env: texts,
				ExposedPorts: keyed,
				Entrypoint: texts,
				Cmd: texts,
				Volumes: keyed,
				StopSignal: stopSignal,
				OnBuild: texts,
				Shell: texts,
			}),
		),
		null,
	),
	HealthCheck: healthCheck,
	Healthcheck: healthCheck,
});

const networkList = z.array(z.object({name: text}));

export {containerList, imageList, inspected, inspectedImage, networkList, podmanInfo};
