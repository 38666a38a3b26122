import * as z from 'zod';
import {plans, roles, userPattern, userRule} from '../model/account.ts';
import {detectRule, mayDetect} from '../model/builtin-capabilities.ts';
import {sshTargetPattern, workerNamePattern} from '../model/candidate.ts';

const printable = /^[^\p{Cc}\p{Cf}]+$/u;

const labelNames = z.array(
	z
		.string()
		.regex(/^[^\s*\p{Cc}\p{Cf}]+\*?$/u, 'a label name, or a prefix followed by *')
		.max(200, 'at most 200 characters'),
);

const whole = (from: number, to: number) =>
	z
		.int(`a whole number from ${from} to ${to}`)
		.min(from, `a whole number from ${from} to ${to}`)
		.max(to, `a whole number from ${from} to ${to}`);

const transport = z
	.enum(['auto', 'ssh2', 'system'])
	.optional()
	.describe("Ingot's own SSH (ssh2), the ssh installed here (system), or by itself: ssh2 where it can.");

const worker = z
	.strictObject({
		name: z
			.string()
			.regex(workerNamePattern, 'letters, digits, dots, dashes and underscores, at most 63')
			.describe('How Ingot and its commands call this worker.'),
		ssh: z
			.string()
			.regex(sshTargetPattern, 'an alias, user@host or user@host:port')
			.optional()
			.describe('An alias of ~/.ssh/config, user@host or user@host:port.'),
		local: z.boolean().optional().describe('The Podman of this machine.'),
		identityFile: z.string().regex(printable, 'a path').optional().describe('A private key file.'),
		transport,
		kind: z
			.enum(['self-hosted', 'cloud'])
			.optional()
			.describe('DevBoxes of a cloud worker are not snapshot.'),
		socket: z
			.string()
			.regex(/^\/[^\p{Cc}]+$/u, 'an absolute path')
			.optional()
			.describe("Podman's API socket on the worker; found by itself when left out."),
		sudo: z
			.boolean()
			.optional()
			.describe('Podman runs as root there, through sudo -n, which must ask for no password.'),
		emulateWindows: z
			.boolean()
			.optional()
			.describe('Windows VMs may run there without KVM: emulated, many times slower.'),
		commits: whole(1, 16).optional().describe('How many snapshots may run there at a time; the others wait.'),
	})
	.refine(entry => (entry.ssh === undefined) === (entry.local === true), {
		error: 'a worker has either ssh: or local: true',
		path: ['ssh'],
	});

/** The config file. The same schema validates it and is printed by `ingot config schema`. */
export const settingsSchema = z.strictObject({
	account: z
		.strictObject({
			user: z.string().regex(userPattern, userRule).describe('Your user id: it goes into labels.'),
			plan: z.enum(plans).describe('Golden images need pro or enterprise.'),
			role: z.enum(roles).describe('viewer may look, the others may make images.'),
		})
		.optional(),
	sshConfig: z
		.string()
		.regex(printable, 'a path')
		.optional()
		.describe('An ssh_config file to use in place of ~/.ssh/config.'),
	transport,
	notify: z
		.enum(['desktop', 'bell', 'off'])
		.optional()
		.describe(
			'How the end of a job is told while you look elsewhere; by itself desktop where the terminal can.',
		),
	keepJobs: z
		.strictObject({
			days: whole(1, 36_500).optional().describe('Ended jobs that are older go; 30 when left out.'),
			count: whole(1, 100_000).optional().describe('Of more than so many the oldest go; 200 when left out.'),
		})
		.optional()
		.describe('How long ended jobs stay on the workers, with their logs.'),
	image: z
		.strictObject({
			dropLabels: labelNames
				.optional()
				.describe('Labels to leave out of images, in addition to the built-in table.'),
			keepLabels: labelNames
				.optional()
				.describe('Labels to keep in images even where the built-in table or dropLabels leaves them out.'),
		})
		.optional()
		.describe('Which labels of a DevBox its images get.'),
	capabilities: z
		.strictObject({
			detect: z
				.record(z.string(), z.string())
				.superRefine((entries, context) => {
					for (const [name, line] of Object.entries(entries))
						if (!mayDetect(name, line)) context.addIssue({code: 'custom', message: detectRule, path: [name]});
				})
				.optional()
				.describe(
					'Built-in capabilities that are looked for in a DevBox beside the usual ones: name: command.',
				),
		})
		.optional(),
	workers: z
		.array(worker)
		.superRefine((entries, context) => {
			const seen = new Set<string>();
			entries.forEach((entry, index) => {
				if (seen.has(entry.name)) {
					context.addIssue({
						code: 'custom',
						message: 'a name that no other worker has',
						path: [index, 'name'],
					});
				}
				seen.add(entry.name);
			});
		})
		.optional(),
});

export type SettingsFile = z.infer<typeof settingsSchema>;

/** The JSON schema of the config file, for editors. */
export const settingsJsonSchema = (): unknown => z.toJSONSchema(settingsSchema, {target: 'draft-2020-12'});
