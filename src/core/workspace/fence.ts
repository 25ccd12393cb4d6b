/** VS Code language id for the info string of a fence. */
export function languageOfFence(info: string): string {
	const name = info.trim().split(/\s+/)[0]!.toLowerCase();
	return FENCE_LANGUAGES[name] ?? (name || 'plaintext');
}

/** A file's name as models write it after the language: with an extension, or one of those that need none. */
const PATH =
	/^(?:[\w@.+-][\w@.+ -]*[\\/]|\.{0,2}[\\/]|~[\\/]|[A-Za-z]:[\\/])*(?:[\w@+.-]*\.[\w-]+|Makefile|Dockerfile|Containerfile|Justfile|Procfile|Gemfile|Rakefile|Jenkinsfile|LICENSE|CODEOWNERS)$/;

/**
 * The path in a fence's info string, with `/`: `ts src/list.ts`, `ts:src/list.ts`, `ts title="src/list.ts"`, `src/list.ts`. Null where
 * there is none. Whether it lies in the workspace is not asked here.
 */
export function pathOfFence(info: string): string | null {
	const text = info.trim();
	const named = /(?:^|[\s{,])(?:title|file|filename|filepath|path|name)\s*[=:]\s*("[^"]+"|'[^']+'|[^\s,}]+)/i.exec(text)?.[1];
	const colon = /^[\w+#-]+:(?![\\/]{2})(\S+)$/.exec(text)?.[1];
	const words = text.split(/\s+/);
	const alone = words.length === 1 && /[\\/]|^[\w-]+\.[A-Za-z]\w{0,7}$/.test(text) ? [text] : [];
	const found = [named, colon, ...words.slice(1), ...alone].flatMap((word) =>
		word === undefined ? [] : [word.replace(/^["'`(]+|["'`),:]+$/g, '')],
	);
	const path = found.find((word) => PATH.test(word) && !/^\d+(\.\d+)*$/.test(word));
	return path === undefined ? null : path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}

/** A fence that no line of the text can close: longer than any run of backticks in it. */
export function fenceAround(text: string): string {
	const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map((run) => run[0].length));
	return '`'.repeat(longest + 1);
}

/** Common fence names that differ from VS Code's language ids. */
const FENCE_LANGUAGES: Readonly<Record<string, string>> = {
	ts: 'typescript',
	tsx: 'typescriptreact',
	js: 'javascript',
	jsx: 'javascriptreact',
	py: 'python',
	rb: 'ruby',
	rs: 'rust',
	sh: 'shellscript',
	bash: 'shellscript',
	zsh: 'shellscript',
	shell: 'shellscript',
	console: 'shellscript',
	cs: 'csharp',
	'c++': 'cpp',
	yml: 'yaml',
	md: 'markdown',
	ps1: 'powershell',
	golang: 'go',
	kt: 'kotlin',
	text: 'plaintext',
	txt: 'plaintext',
	dockerfile: 'dockerfile',
};

/** Whether a block is Markdown by its language or its file: `#` begins a heading there, and no comment. */
export function isMarkdown(info: string): boolean {
	return /^(markdown|mdx)$/.test(languageOfFence(info)) || /\.mdx?$/i.test(pathOfFence(info) ?? '');
}
