/** A folder's name, too. */
export const hostile = `it's "q" $(id) \`x\` \\n \\\\ é😀  two`;

/** Builds from lines of a Containerfile, in a folder that has nothing else. */
export const build = (tag: string, lines: readonly string[], format: 'docker' | 'oci' = 'docker') =>
	`mkdir -p /root/context; cd /root/context
podman build --quiet --pull=never --network none --format ${format} --tag ${tag} --file - . >/dev/null <<'END'
FROM localhost/devbase:1
${lines.join('\n')}
END`;

/** What only docker's format can hold, and all the rest. */
export const everything = build('localhost/everything:1', [
	'ENV FROM_IMAGE=yes',
	'USER dev',
	'WORKDIR /home/dev',
	'EXPOSE 3000/tcp',
	'VOLUME /data',
	'HEALTHCHECK --interval=41s --timeout=7s --start-period=3s --retries=5 CMD ["test","-e","/etc/passwd"]',
	'ONBUILD RUN echo triggered',
	'ONBUILD LABEL x=y',
	'STOPSIGNAL SIGUSR1',
	'SHELL ["/bin/sh","-ec"]',
	`ENTRYPOINT ["/bin/sh","-c","trap exit USR1; while :; do sleep 3600 & wait; done","own"]`,
	'CMD ["one","two words"]',
	'LABEL of.image=yes',
]);
