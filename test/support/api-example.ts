import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/kit/paths.ts';

/** The whole extension of docs/guide/api.md, by file name, with the types that an author copies beside it. */
export function apiExample(): Readonly<Record<'extension.js' | 'package.json' | 'routoo.d.ts', string>> {
	const page = fs.readFileSync(path.join(root, 'docs/guide/api.md'), 'utf8');
	const block = (language: string): string => {
		const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))];
		if (found.length !== 1) throw new Error(`api.md has ${found.length} blocks of ${language}; its example is one`);
		return found[0]![1]!;
	};
	return {
		'package.json': block('json'),
		'extension.js': block('js'),
		'routoo.d.ts': fs.readFileSync(path.join(root, 'api/routoo.d.ts'), 'utf8'),
	};
}

export function writeApiExample(folder: string): void {
	fs.mkdirSync(folder, { recursive: true });
	for (const [name, text] of Object.entries(apiExample())) fs.writeFileSync(path.join(folder, name), text);
}
