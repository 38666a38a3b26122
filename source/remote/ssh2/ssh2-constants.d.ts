declare module 'ssh2/lib/protocol/constants.js' {
	const constants: Readonly<
		Record<`${'DEFAULT' | 'SUPPORTED'}_${'KEX' | 'CIPHER' | 'MAC'}`, readonly string[]>
	> & {
		readonly SUPPORTED_SERVER_HOST_KEY: readonly string[];
	};
	// biome-ignore lint/style/noDefaultExport: what a CommonJS module is
	export default constants;
}
