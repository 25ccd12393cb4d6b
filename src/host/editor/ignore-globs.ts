/** Folders nobody means with `@`, whatever a repository ignores. */
const ALWAYS = ['**/node_modules/**', '**/.git/**', '**/.hg/**', '**/.svn/**'];

/**
 * Globs for `workspace.findFiles` from a root .gitignore. VS Code's stable search takes globs only, so negations (`!`) and escapes are left
 * out: a file that one of these would bring back stays hidden from `@`, and can still be picked in the file dialog.
 */
export function gitignoreGlobs(text: string): string[] {
	return text.split(/\r?\n/).flatMap((raw) => {
		const line = raw.trim();
		if (line === '' || /^[#!\\]/.test(line) || /[{},]/.test(line)) return [];
		const folder = line.endsWith('/');
		const body = line.replace(/\/+$/, '').replace(/^\*\*\//, '');
		if (body === '' || body === '*' || body === '**') return [];
		const rooted = body.replace(/^\//, '');
		const prefix = body.includes('/') ? '' : '**/';
		return folder ? [`${prefix}${rooted}/**`] : [`${prefix}${rooted}`, `${prefix}${rooted}/**`];
	});
}

/** One exclude glob of `search.exclude` (those set to true), .gitignore and what nobody means. */
export function excludeGlob(searchExclude: Readonly<Record<string, unknown>>, gitignore: string): string {
	const own = Object.entries(searchExclude).flatMap(([glob, on]) => (on === true && !/[{},]/.test(glob) ? [glob] : []));
	return `{${[...new Set([...ALWAYS, ...own, ...gitignoreGlobs(gitignore)])].join(',')}}`;
}
