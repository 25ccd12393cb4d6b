/** Every file of src that is the root of a bundle: the one place to change when it moves. */

export const EXTENSION = 'src/extension.ts';

/** `routoo` of the npm package: dist/routoo.mjs, beside the parts that it looks for there. No VSIX holds it. */
export const COMMAND_LINE = 'src/cli/main.ts';

/** Entries of worker threads: dist/<name>-worker.mjs. */
export const WORKERS = { predictor: 'src/predictor/worker.ts', storage: 'src/storage/sqlite/worker.ts' } as const;

/** Entries of processes of their own, in the extension alone: dist/<name>-process.mjs. */
export const PROCESSES = { reader: 'src/predictor/reader/process.ts' } as const;

/** Modules that are loaded by `import()` on first use, and the file that each becomes: CommonJS output cannot be split. */
export const CHUNKS: Readonly<Record<string, string>> = { 'src/providers/chat/ai-sdk.ts': 'ai-sdk.mjs' };

/**
 * Stay in the bundle of their importer, evaluated on their `import()`: they share modules, and in the extension VS Code's `require`, with
 * the entry.
 */
export const LAZY_INSIDE: readonly string[] = [
	'src/host/start.ts',
	'src/serve/server.ts',
	'src/serve/join.ts',
	'src/cli/serve.ts',
	'src/cli/key.ts',
	'src/cli/route.ts',
];

/** Native, so in no bundle: the npm package names it as optional, and does without where it is missing. */
export const KEYCHAIN = '@napi-rs/keyring';

/** Pages of the views: dist/webview/<name>.{js,css}. */
export const VIEWS = { chat: 'src/views/chat/main.ts', dashboard: 'src/views/dashboard/main.ts' } as const;

/** What a view loads by `import()` on first use, and the file that each becomes beside it. */
export const VIEW_CHUNKS: Readonly<Record<string, string>> = {
	'src/views/chat/formula-renderer.ts': 'formulas.js',
	'src/views/chat/diagram-renderer.ts': 'diagrams.js',
};

/** Style sheets of packages that a page links to, with their fonts: dist/webview/<name>.css. */
export const VIEW_STYLES = {
	codicon: 'node_modules/@vscode/codicons/dist/codicon.css',
	katex: 'node_modules/katex/dist/katex.css',
} as const;

/** Tests that run inside the extension host, and the folder that their paths in dist/test/host start from. */
export const HOST_TESTS = { files: 'test/host/**/*.ts', folder: 'test/host' } as const;
