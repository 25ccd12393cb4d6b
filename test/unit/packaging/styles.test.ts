import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const views = path.resolve(import.meta.dirname, '../../../src/views');
const sheets = globSync('**/*.css', { cwd: views }).map((file) => [file, readFileSync(path.join(views, file), 'utf8')] as const);
const all = sheets.map(([, text]) => text).join('\n');

/** What a rule sets, by its selector as it stands there. */
function rules(text: string): readonly { readonly selector: string; readonly body: string }[] {
	return [...text.replace(/\/\*.*?\*\//gs, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({
		selector: selector.trim(),
		body,
	}));
}

test('whoever asks the system or VS Code for less motion gets none', () => {
	expect(all).toMatch(/@media \(prefers-reduced-motion: reduce\) \{\s*\*,[^}]*animation: none !important;\s*transition: none !important;/);
	expect(all).toMatch(/\.vscode-reduce-motion \*,[^}]*animation: none !important;\s*transition: none !important;/);
	// What is moved by a script does not ask.
	const scripts = globSync('**/*.ts', { cwd: views }).map((file) => readFileSync(path.join(views, file), 'utf8'));
	for (const script of scripts) expect(script).not.toMatch(/behavior: 'smooth'|\.animate\(/);
});

test('nothing that can have the focus hides where it is', () => {
	const hidden = sheets.flatMap(([file, text]) =>
		rules(text)
			.filter(({ body }) => /outline(?:-style)?:\s*(?:none|0)\b/.test(body))
			.map(({ selector }) => `${file}: ${selector}`),
	);
	// The box of the composer has its frame as its ring.
	expect(hidden).toEqual(['chat/composer.css: .composer textarea']);
	expect(all).toMatch(/\.composer-frame:focus-within \{[^}]*var\(--vscode-focusBorder\)/);
	expect(all).toMatch(/:focus-visible,[^}]*\{\s*outline: 1px solid var\(--vscode-focusBorder\)/);
});

test('no style of a turn follows from its neighbours, and its lists count for themselves: else all turns are looked at whenever one comes', () => {
	const ofTurns = rules(all).filter(({ selector }) => selector.includes('routoo-turn'));
	expect(ofTurns.length).toBeGreaterThan(2);
	for (const { selector } of ofTurns)
		expect(selector).not.toMatch(/routoo-turn[^,]*\s[+~]|[+~]\s*routoo-turn|routoo-turn[^\s,]*:(?:nth|first|last|only)/);
	expect(ofTurns.find(({ selector }) => selector === 'routoo-turn')?.body).toContain('contain: content;');
});
