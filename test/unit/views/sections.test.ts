import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Sections } from '../../../src/views/common/sections.ts';

const raws = (text: string): string[] => new Sections().of(text).map(({ raw }) => raw.trimEnd());

describe('a text is cut', () => {
	it.each([
		['a\n\nb', ['a', 'b']],
		['a\n```ts\nx\n\ny\n```\nb', ['a', '```ts\nx\n\ny\n```', 'b']],
		['- a\n\n- b\n\n  more\n\nc', ['- a\n\n- b\n\n  more', 'c']],
		['1. a\n   ```\n   x\n\ny\n   ```\n2. b', ['1. a\n   ```\n   x\n\ny\n   ```\n2. b']],
		['<details>\n<summary>s</summary>\n\na\n\nb\n</details>\n\nc', ['<details>\n<summary>s</summary>\n\na\n\nb\n</details>', 'c']],
		['Use `<details>` or <details> here.\n\nb', ['Use `<details>` or <details> here.', 'b']],
		['<details>\nof `<details>`\n\n</details>\n\nb', ['<details>\nof `<details>`\n\n</details>', 'b']],
		['[a]: https://x.example\n\nb', ['b']],
		['````md\n```\nx\n```\n````\nb', ['````md\n```\nx\n```\n````', 'b']],
	])('%j', (text, expected) => expect(raws(text)).toEqual(expected));

	it('within a list or a table that is long, whose head is read again', () => {
		const head = '| a | b |\n|---|---|\n';
		const rows = `${head}${'| one | two |\n'.repeat(1_000)}`;
		const sections = new Sections().of(rows);
		expect(sections.length).toBeGreaterThan(3);
		expect(sections.slice(1).every((section) => section.head === head)).toBe(true);
		expect(sections.map(({ raw }) => raw).join('')).toBe(rows);
		expect(raws('- item\n'.repeat(2_000)).length).toBeGreaterThan(3);
	});
});

test('a block of code is its lines', () => {
	expect(new Sections().of('  ```ts a.ts\n  x\n    y\n  ```').map(({ code }) => code)).toEqual([{ text: 'x\n  y', info: 'ts a.ts' }]);
	expect(new Sections().of('```\nopen').map(({ code }) => code)).toEqual([{ text: 'open', info: '' }]);
});

test('a text that comes in pieces is cut as one that comes whole, and nothing of it is lost', () => {
	const line = fc.constantFrom(
		'a',
		'',
		'- x',
		'  y',
		'```',
		'```ts',
		'| a | b |',
		'|---|---|',
		'<details>',
		'</details>',
		'> q',
		'# h',
		'---',
	);
	fc.assert(
		fc.property(fc.array(line, { maxLength: 40 }), fc.array(fc.nat(400), { maxLength: 8 }), (lines, cuts) => {
			const text = lines.join('\n');
			const growing = new Sections();
			for (const cut of [...cuts].sort((a, b) => a - b)) growing.of(text.slice(0, cut));
			const whole = new Sections().of(text);
			expect(growing.of(text)).toEqual(whole);
			expect(
				whole
					.map(({ raw }) => raw)
					.join('')
					.replace(/\s/g, ''),
			).toBe(text.replace(/\s/g, ''));
		}),
	);
});
