import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/kit/paths.ts';
import { unsaid } from '../support/unsaid.ts';

/** Where no text is for a user of the editor, and why. */
const NOT_SAID: readonly (readonly [files: RegExp, why: string])[] = [[/^src\/(?:cli|serve)\//, 'the terminal and the wire speak English']];
const files = fs.globSync('src/**/*.ts', { cwd: root }).filter((file) => !NOT_SAID.some(([each]) => each.test(file)));

test('every text for a user can be translated', () => {
	expect(files.length).toBeGreaterThan(500);
	const left = files.flatMap((file) =>
		unsaid(fs.readFileSync(path.join(root, file), 'utf8')).map(({ line, text }) => `${file}:${line}: ${text}`),
	);
	expect(left).toEqual([]);
});

test('texts are found where they are said, and nowhere else', () => {
	const source = [
		"const a = 'two words'; const b = 'word'; const c = `§{n} models`; const d = `models/§{name}.json`;",
		"type E = 'a type of'; import f from 'a module of'; if (g === 'this or that') log.info('a line of a log');",
		"throw new Error('seen by nobody'); const h = l10n.t('said as it should {0}', `but not §{this}`);",
		'const i = html`<button title="Copy it" class="two words">§{j} copy <b>§{k}</b>§{l10n.t(\'Close\')}</button>`;',
		"const l = { 'a key of': 1, m: 'a value of' }; const o = /a pattern of/; db.exec('SELECT a FROM b');",
	]
		.join('\n')
		.replaceAll('§', '$');
	expect(unsaid(source)).toEqual([
		{ line: 1, text: 'two words' },
		{ line: 1, text: '{0} models' },
		{ line: 3, text: 'but not {0}' },
		{ line: 4, text: 'Copy it' },
		{ line: 4, text: '{} copy' },
		{ line: 5, text: 'a value of' },
	]);
});
