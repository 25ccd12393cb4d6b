import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { root } from '../../../scripts/kit/paths.ts';

/** What the pages say, and a user replaces or keeps. */
const ADDRESS = 'http://127.0.0.1:22768';
const KEY = /\bKEY\b/g;

/** One fenced block of a tool's page. */
export interface Block {
	/** `sh`, `toml`, ... */
	readonly language: string;
	readonly text: string;
	/** Below the user's home, where the words above the block name a file that it goes to. */
	readonly file: string | null;
}

/** The blocks of docs/guide/tools/TOOL.md in their order, with this endpoint's address and key where the page has a user put theirs. */
export function guideBlocks(tool: string, { origin, key }: { readonly origin: string; readonly key: string }): readonly Block[] {
	const page = readFileSync(join(root, 'docs/guide/tools', `${tool}.md`), 'utf8');
	return [...page.matchAll(/([^\n]*)\n+```(\S*)\n([\s\S]*?)^```$/gm)].map(([, above = '', language = '', text = '']) => ({
		language,
		text: text.replaceAll(ADDRESS, origin).replaceAll(KEY, key),
		file: /`~\/([^`]+)`/.exec(above)?.[1] ?? null,
	}));
}

/** The only block of the page in this language. */
export function guideBlock(tool: string, language: string, router: { readonly origin: string; readonly key: string }): string {
	const found = guideBlocks(tool, router).filter((block) => block.language === language);
	if (found.length !== 1) throw new Error(`docs/guide/tools/${tool}.md has ${found.length} blocks in ${language}`);
	return found[0]!.text;
}

/** The variables that a block of shell exports; what else stands in it is not read. */
export function exported(block: string): Readonly<Record<string, string>> {
	return Object.fromEntries(
		[...block.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value.trim().replace(/^(["'])(.*)\1$/, '$2')]),
	);
}

/** What is made while the variables stand that the page's block of shell exports: a client as its user has it. */
export function withPasted<T>(tool: string, router: { readonly origin: string; readonly key: string }, make: () => T): T {
	for (const [name, value] of Object.entries(exported(guideBlock(tool, 'sh', router)))) vi.stubEnv(name, value);
	try {
		return make();
	} finally {
		vi.unstubAllEnvs();
	}
}
