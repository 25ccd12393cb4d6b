/** `npm run l10n`: writes l10n/bundle.l10n.json, the texts of the source that are said through `t` of @vscode/l10n, for translators. */
import fs from 'node:fs';
import path from 'node:path';
import { getL10nJson, type l10nJsonFormat } from '@vscode/l10n-dev';
import { root } from '../kit/paths.ts';
import { main } from '../kit/run.ts';

export const BUNDLES = path.join(root, 'l10n');

/** Texts of the source in the order of the alphabet, as the bundle holds them: each is its own key in English. */
export async function textsOfSource(): Promise<l10nJsonFormat> {
	const files = fs
		.globSync('src/**/*.ts', { cwd: root })
		.map((file) => fs.readFileSync(path.join(root, file), 'utf8'))
		.filter((contents) => contents.includes('@vscode/l10n'));
	const found = await getL10nJson(files.map((contents) => ({ extension: '.ts', contents })));
	return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function bundleText(texts: l10nJsonFormat): string {
	return `${JSON.stringify(texts, null, 2)}\n`;
}

if (import.meta.main) {
	main(async () => {
		const texts = await textsOfSource();
		fs.mkdirSync(BUNDLES, { recursive: true });
		fs.writeFileSync(path.join(BUNDLES, 'bundle.l10n.json'), bundleText(texts));
		console.log(`${Object.keys(texts).length} texts`);
		return 0;
	});
}
