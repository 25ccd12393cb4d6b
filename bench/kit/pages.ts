import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../training/kit/checkout.ts';

/**
 * Writes docs/evidence/benchmarks/NAME.md, a page that one command prints. `section` is markdown with a heading of the second level, which becomes the page's
 * title, or plain text under `title`.
 */
export function writePage(name: string, command: string, section: string, title?: string): void {
	const folder = path.join(ROOT, 'docs/evidence/benchmarks');
	mkdirSync(folder, { recursive: true });
	const text = title === undefined ? section.trim().replace(/^(#+)#/gm, '$1') : `# ${title}\n\n\`\`\`\n${section.trim()}\n\`\`\``;
	const [heading, ...rest] = text.split('\n');
	writeFileSync(path.join(folder, `${name}.md`), `${heading}\n\nWritten by \`${command}\`.\n${rest.join('\n')}\n`);
}

/** docs/evidence/benchmarks/NAME.md as a section of docs/evidence/benchmarks.md, as its own command wrote it last; empty where it was never written. */
export function pageSection(name: string): string[] {
	const file = path.join(ROOT, 'docs/evidence/benchmarks', `${name}.md`);
	if (!existsSync(file)) return [];
	return [readFileSync(file, 'utf8').replace(/^#/gm, '##').replaceAll('](../', '](').trim()];
}
