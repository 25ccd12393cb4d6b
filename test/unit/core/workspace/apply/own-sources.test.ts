import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planApply } from '../../../../../src/core/workspace/apply/plan.ts';

/** Real code: the functions and methods of this project, as a model would give them back, in steps of two blanks. */
const SOURCES = join(import.meta.dirname, '../../../../../src/core');

interface Part {
	readonly text: string;
	/** The function alone, without what it is indented by. */
	readonly block: string;
	readonly changed: string;
	readonly wanted: string;
}

function partsOf(text: string): Part[] {
	const functions = [...text.matchAll(/^(?:export )?(?:async )?function \w+.*\{\n([\s\S]*?)^\}$/gm)];
	const methods = [...text.matchAll(/^\t(?:async )?#?(?!if|for|while|switch|return)\w+\(.*\{\n([\s\S]*?)^\t\}$/gm)];
	return [...functions, ...methods].flatMap((match) => {
		const own = match[0];
		const indent = /^\t*/.exec(own)![0];
		// What stands in a string keeps its blanks.
		if (own.includes('`')) return [];
		const given = (code: string): string =>
			code
				.split('\n')
				.map((line) => line.slice(line.startsWith(indent) ? indent.length : 0).replace(/^\t+/, (tabs) => '  '.repeat(tabs.length)))
				.join('\n');
		const body = own.indexOf('\n') + 1;
		const more = `${own.slice(0, body)}${indent}\tchangedHere();\n${own.slice(body)}`;
		return [{ text, block: given(own), changed: given(more), wanted: text.replace(own, () => more) }];
	});
}

const PARTS = globSync('**/*.ts', { cwd: SOURCES }).flatMap((file) => partsOf(readFileSync(join(SOURCES, file), 'utf8')));

test('a function given as it is changes nothing, and one line more is one line more', () => {
	expect(PARTS.length).toBeGreaterThan(500);
	const target = { selectionStart: 0, selectionEnd: 0, language: 'typescript' };
	let unsure = 0;
	for (const { text, block, changed, wanted } of PARTS) {
		const same = planApply({ text, ...target }, block);
		const more = planApply({ text, ...target }, changed);
		// Of methods of one name in several classes one is shown as the likeliest.
		if (same.doubt !== null || more.doubt !== null) unsure++;
		else expect([same.proposed, more.proposed]).toEqual([text, wanted]);
	}
	expect(unsure).toBeLessThan(PARTS.length / 100);
});
