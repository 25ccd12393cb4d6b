/** `npm run l10n`: writes l10n/bundle.l10n.json, the texts of the source that go through `t` of @vscode/l10n, for translators. */
import fs from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { root } from '../kit/paths.ts';
import { main, ScriptError } from '../kit/run.ts';

export const BUNDLES = path.join(root, 'l10n');

export type Texts = Readonly<Record<string, string>>;

/** Texts of the source in the order of the alphabet, as the bundle holds them: each is its own key in English. */
export function textsOfSource(): Texts {
	const found = new Set<string>();
	for (const file of fs.globSync('src/**/*.ts', { cwd: root })) {
		const contents = fs.readFileSync(path.join(root, file), 'utf8');
		if (!contents.includes('l10n.t(')) continue;
		new Visitor({
			CallExpression({ callee, arguments: [text] }) {
				if (contents.slice(callee.start, callee.end) !== 'l10n.t') return;
				if (text?.type !== 'Literal' || typeof text.value !== 'string')
					throw new ScriptError(`${file}: l10n.t wants its text as one literal`);
				found.add(text.value);
			},
		}).visit(parseSync(file, contents).program);
	}
	return Object.fromEntries([...found].sort((a, b) => (a < b ? -1 : 1)).map((text) => [text, text]));
}

export function bundleText(texts: Texts): string {
	return `${JSON.stringify(texts, null, 2)}\n`;
}

if (import.meta.main) {
	main(async () => {
		const texts = textsOfSource();
		fs.mkdirSync(BUNDLES, { recursive: true });
		fs.writeFileSync(path.join(BUNDLES, 'bundle.l10n.json'), bundleText(texts));
		console.log(`${Object.keys(texts).length} texts`);
		return 0;
	});
}
