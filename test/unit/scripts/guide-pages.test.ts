import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../../scripts/kit/paths.ts';
import { exported, guideBlocks } from '../../clients/support/guide.ts';

const GUIDE = join(root, 'docs/guide');
const pages = readdirSync(join(GUIDE, 'tools')).map((file) => file.replace(/\.md$/, ''));
const overview = readFileSync(join(GUIDE, 'endpoint.md'), 'utf8');
const AT = { origin: 'http://127.0.0.1:1', key: 'routoo-k' };

describe.each(pages)('the page of %s', (page) => {
	const text = readFileSync(join(GUIDE, 'tools', `${page}.md`), 'utf8');

	test('is linked, says where the key comes from, and what does not go', () => {
		expect(overview).toContain(`(tools/${page}.md)`);
		expect(text).toContain("[the endpoint's key](../endpoint.md#the-key)");
		expect(overview).toMatch(/^## The key$/m);
		expect(text).toContain('**Does not go**');
		expect(text).toMatch(/tested with|chatLanguageModels/);
	});

	test('gives PowerShell what it gives other shells', () => {
		const of = (language: string) => guideBlocks(page, AT).filter((block) => block.language === language);
		const shells = of('sh').map((block) => exported(block.text));
		const power = of('powershell').map((block) =>
			Object.fromEntries([...block.text.matchAll(/^\$env:(\w+) = '([^']*)'$/gm)].map(([, name, value]) => [name, value])),
		);
		expect(power).toEqual(shells);
		expect(guideBlocks(page, AT).some(({ text: block }) => block.includes(AT.origin) && block.includes(AT.key))).toBe(true);
	});
});
