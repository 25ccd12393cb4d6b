import { describe, expect, it } from 'vitest';
import { completionShape } from '../../../../../src/core/completion/text/shape.ts';
import { positionIn } from './support.ts';

describe('completionShape', () => {
	it.each([
		['block', 'typescript', 'function f() {‸}'],
		['block', 'typescript', 'function f() {\n\t‸\n}'],
		['block', 'typescript', 'function f(‸)'],
		['block', 'typescript', 'if (a) {\n\tb();\n\t‸\n\n\tc();\n}'],
		['block', 'typescript', '// sorts the list\n‸'],
		['line', 'typescript', 'function f() {‸\n\treturn 1;\n}'],
		['line', 'typescript', 'if (a) {\n\tb();\n\t‸\n\tc();\n}'],
		['line', 'typescript', 'const a = ‸'],
		['line', 'typescript', 'const a = f(‸, b);'],
		['line', 'typescript', 'const a = "‸";'],
		['line', 'typescript', '/**\n * ‸\n */'],
		['line', 'typescript', 'const a = `\n‸\n`;'],
		['block', 'python', 'for x in ‸'],
		['line', 'python', 'x = ‸'],
		['block', 'ruby', 'items.each do |item|‸'],
		['line', 'ruby', 'return 1 if ‸'],
		['block', 'html', '<ul>‸</ul>'],
		['line', 'html', '<p class=‸>'],
		['block', 'yaml', 'steps:‸'],
		['line', 'yaml', 'name: ‸'],
		['line', 'markdown', 'Some prose\n\n‸'],
		['block', 'java', 'class A {\n    int size() {‸}\n}'],
	])('%s: %s %j', (shape, languageId, file) => expect(completionShape(positionIn(languageId, file))).toBe(shape));

	it('is one line while an entry of the IntelliSense list is selected', () => {
		expect(completionShape(positionIn('typescript', 'function f() {‸}'))).toBe('block');
		expect(completionShape(positionIn('typescript', 'function f() {‸}', { text: 'x', replacedLength: 0 }))).toBe('line');
	});
});
