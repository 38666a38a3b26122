import type {Labels} from './labels.ts';

/** As HEALTHCHECK of a Containerfile. Times are nanoseconds; 0 is Podman's default. */
export type HealthCheck = {
	/** `['CMD', …]`, `['CMD-SHELL', 'one line']`, or `['NONE']`, which disables the image's own. */
	readonly test: readonly string[];
	readonly interval: number;
	readonly timeout: number;
	readonly startPeriod: number;
	readonly retries: number;
};

/** What a container inherits from its image and can override. All text is as the worker sent it. */
export type RunConfig = {
	readonly labels: Labels;
	/** `NAME=value`. Values may be secrets: they are for image-environment.ts only, never for screens, logs or argv. */
	readonly env: readonly string[];
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	readonly user: string;
	readonly workdir: string;
	/** `SIGTERM`; empty if the image sets none. */
	readonly stopSignal: string;
	readonly healthCheck: HealthCheck | undefined;
	/** `8080/tcp` */
	readonly exposedPorts: readonly string[];
	/** Paths declared as volumes; Podman reports those of an image only. */
	readonly volumes: readonly string[];
};

/** An image's own configuration. */
export type ImageConfig = RunConfig & {
	/** Triggers, and the shell of RUN lines. Only the docker format has them, and Podman's API does not report them. */
	readonly onBuild: readonly string[];
	readonly shell: readonly string[];
	readonly format: 'oci' | 'docker';
	/** Number of layers. */
	readonly layers: number;
	/** `amd64` */
	readonly architecture: string;
};
