import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileOfBlock } from '../../../../src/core/workspace/named-file.ts';

const named = (info: string, code = 'x', above = ''): string | null => fileOfBlock({ info, code, above });

test('the heading comes first', () => {
	expect(named('ts src/queue.ts', '// src/other.ts\nx', 'In `src/third.ts`:')).toBe('src/queue.ts');
});

describe('the first line', () => {
	test.each([
		['ts', '// src/queue.ts\nexport {}', 'src/queue.ts'],
		['ts', '// File: src/queue.ts\nexport {}', 'src/queue.ts'],
		['python', '# app/models/user.py\nx = 1', 'app/models/user.py'],
		['python', '#!/usr/bin/env python3\n# tools/run.py\nx = 1', 'tools/run.py'],
		['css', '/* styles/main.css */\na {}', 'styles/main.css'],
		['html', '<!-- public/index.html -->\n<p>', 'public/index.html'],
		['sql', '-- db/schema.sql\nselect 1', 'db/schema.sql'],
		['php', '<?php\n// src/Cart.php\n', 'src/Cart.php'],
		['', '// App.tsx\n', 'App.tsx'],
		['dockerfile', '# Dockerfile\nFROM x', 'Dockerfile'],
		['diff', '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-a\n+b', 'src/a.ts'],
		['diff', 'diff --git a/x.ts b/x.ts\n--- /dev/null\n+++ b/x.ts\n@@ -0,0 +1 @@\n+b', 'x.ts'],
		['', 'src/a.ts\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE', 'src/a.ts'],
	])('%s %j', (info, code, path) => expect(named(info, code)).toBe(path));

	test.each([
		'// Node.js\nx',
		'// Adds one.\nx',
		'// console.log\nx',
		'// e.g. a.ts and b.ts\nx',
		'# 1.2.3\nx',
		'const a = 1; // src/a.ts',
		'// https://example.org/a.ts\nx',
	])('%j names none', (code) => expect(named('ts', code)).toBeNull());
});

describe('the sentence above', () => {
	test.each([
		['Create `src/queue.ts`:', 'src/queue.ts'],
		['Create a new file called `src/queue.ts` with this content.', 'src/queue.ts'],
		['**src/queue.ts**', 'src/queue.ts'],
		['### `src/queue.ts`', 'src/queue.ts'],
		['1. `src/queue.ts`:', 'src/queue.ts'],
		['In src/queue.ts, add this:', 'src/queue.ts'],
		['In src/queue.ts add this:', 'src/queue.ts'],
		['Some words about `other.ts`.\n\nThen, in `src/queue.ts`:', 'src/queue.ts'],
		['In `src/queue.ts`, import it from `./list.ts`:', 'src/queue.ts'],
		['Here is [queue.ts](src/queue.ts):', 'src/queue.ts'],
		['Erstelle die Datei `src/queue.ts`:', 'src/queue.ts'],
		['File: queue.ts', 'queue.ts'],
	])('%j', (above, path) => expect(named('ts', 'x', above)).toBe(path));

	test.each([
		['ts', 'You can use it like this:'],
		['ts', 'In Node.js, call `console.log`:'],
		['ts', 'It lies between `a.ts` and `b.ts`, as before'],
		['ts', 'This is what `src/queue.ts` did, and it was slow. Now call it:'],
		['bash', 'Run `src/queue.ts`:'],
		['json', 'Then `src/queue.ts` gives:'],
		['ts', 'See https://example.org/src/queue.ts:'],
		['ts', 'Version 1.2.3:'],
	])('%s %j names none', (info, above) => expect(named(info, 'x', above)).toBeNull());

	test('a script may be named', () => expect(named('bash', 'x', 'Save it as `scripts/run.sh`:')).toBe('scripts/run.sh'));
});

test('no text makes it slow or fail, and what it gives stands in what it was given', () => {
	const text = fc.oneof(
		fc.string(),
		fc.array(fc.constantFrom('in ', '`', 'a/', 'b.ts', ' ', '.', '\n', '// ', '[', '](', '*'), { maxLength: 40 }).map((p) => p.join('')),
	);
	fc.assert(
		fc.property(text, text, text, (info, code, above) => {
			const path = fileOfBlock({ info, code, above });
			if (path !== null) expect(`${info}\n${code}\n${above}`.replaceAll('\\', '/')).toContain(path);
		}),
	);
	const long = 'a/'.repeat(20_000);
	const started = performance.now();
	fileOfBlock({ info: long, code: `// ${long}`, above: `in ${long}` });
	expect(performance.now() - started).toBeLessThan(2_000);
});

test('a heading of Markdown is no comment', () => {
	for (const info of ['md', 'markdown', 'mdx']) expect(named(info, '# Vite.js\n\nText.')).toBeNull();
	expect(named('md', '<!-- docs/guide.md -->\n# Guide')).toBe('docs/guide.md');
});
