export type LanguageGroup = 'braces' | 'indented' | 'markup' | 'data' | 'prose' | 'other';

const GROUPS: Readonly<Record<Exclude<LanguageGroup, 'other'>, readonly string[]>> = {
	braces: [
		...[
			'javascript',
			'javascriptreact',
			'typescript',
			'typescriptreact',
			'java',
			'c',
			'cpp',
			'csharp',
			'cuda-cpp',
			'objective-c',
			'objective-cpp',
		],
		...['go', 'rust', 'kotlin', 'swift', 'dart', 'scala', 'php', 'groovy', 'perl', 'r', 'zig', 'powershell', 'shellscript'],
	],
	indented: ['python', 'ruby', 'fsharp', 'haskell', 'nim', 'coffeescript', 'elixir', 'lua', 'julia'],
	markup: ['html', 'xml', 'vue', 'svelte', 'handlebars', 'razor', 'css', 'scss', 'less', 'astro'],
	data: ['json', 'jsonc', 'jsonl', 'yaml', 'toml', 'ini', 'properties', 'csv', 'dotenv', 'dockerfile', 'sql', 'graphql', 'terraform'],
	prose: ['markdown', 'plaintext', 'latex', 'tex', 'restructuredtext', 'git-commit', 'asciidoc', 'mdx'],
};

const groupOf = new Map<string, LanguageGroup>(
	(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).flatMap((group) => GROUPS[group].map((id) => [id, group] as const)),
);

/** How a language is laid out, by VS Code's language id. */
export function languageGroup(languageId: string): LanguageGroup {
	return groupOf.get(languageId) ?? 'other';
}
