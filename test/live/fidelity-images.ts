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

/** An image of so many layers, each with a file of its own, put together by hand: building them takes half a second each. */
export const deep = (layers: number): string => `podman image exists localhost/deep:${layers} || (
	rm -rf /root/deep; mkdir -p /root/deep/deep; cd /root/deep
	podman save --quiet --output save localhost/devbase:1; tar -xf save
	mv "$(find . -maxdepth 1 -type f -name '*.tar')" base; rm -f ./*.tar
	layers='"base"' sums="\\"sha256:$(sha256sum base | cut -c -64)\\"" n=1
	while [ $n -lt ${layers} ]; do
		echo $n >deep/$n; tar -cf $n deep/$n
		layers="$layers,\\"$n\\"" sums="$sums,\\"sha256:$(sha256sum $n | cut -c -64)\\"" n=$((n + 1))
	done
	printf '{"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}' \\
		"$(podman image inspect --format '{{.Architecture}}' localhost/devbase:1)" "$sums" >config.json
	printf '[{"Config":"config.json","RepoTags":["localhost/deep:${layers}"],"Layers":[%s]}]' "$layers" >manifest.json
	tar -cf image manifest.json config.json base $(seq 1 $((${layers} - 1)))
	podman load --quiet --input image >/dev/null
)`;
