/**
 * The environment of a process as a stranger starts it: nothing of the user's that could hold a key. What Node compiled of our TypeScript
 * is kept between processes (vitest.config.ts), which is a third of the time of a short one.
 */
export function bareEnvironment(own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
	const { PATH, NODE_COMPILE_CACHE } = process.env;
	return { PATH, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }), ...own };
}
