import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { originOf } from './words.ts';

/** Where the guide's pages lie below the extension's folder: the very files that the clients' tests paste from. */
const PAGES = 'docs/guide/tools';
/** In the pages. */
const USUAL = '127.0.0.1:22768';

/**
 * How tools are set up, for the editor: the guide's page of each with this machine's address. The key stays out of documents.
 * @param root folder of the extension. Errors: those of reading its files.
 */
export async function guideText(root: string, port: number): Promise<string> {
	const folder = join(root, PAGES);
	const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
	const pages = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
	const origin = originOf(port);
	return [
		`# ${l10n.t('Other tools with Routoo')}`,
		l10n.t(
			"Write the endpoint's key (*Routoo: Copy Endpoint Key*) where it says KEY. Tools that speak OpenAI's wires take the address `{0}/v1`, those that speak Anthropic's `{1}`.",
			origin,
			origin,
		),
		l10n.t(
			'Models: `routoo/auto`, `routoo/save`, `routoo/balanced`, `routoo/best`, and every model of yours by the id that `GET /v1/models` lists.',
		),
		...pages.map((page) => inDocument(page).replaceAll(USUAL, new URL(origin).host)),
	].join('\n\n');
}

/** A page as a part of a longer one that lies nowhere: headings a level down, links to files beside it as words; its blocks as they are. */
function inDocument(page: string): string {
	return page
		.trim()
		.split(/^(```[\s\S]*?^```)$/m)
		.map((part) =>
			part.startsWith('```') ? part : part.replace(/^(#{1,5} )/gm, '#$1').replace(/\[([^\]\n]*)\]\((?!https?:)[^)\n]*\)/g, '$1'),
		)
		.join('');
}
