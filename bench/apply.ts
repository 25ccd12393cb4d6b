/**
 * How long it takes to see where a block of an answer belongs in a file of 20,000 lines: the thread's own time, median and worst of 21 runs
 * after two that warm up.
 */
import { planApply } from '../src/core/workspace/apply/plan.ts';

const LINES = 20_000;
const RUNS = 21;

const classAt = (i: number): string =>
	`export class C${i} {\n\treadonly #items: number[] = [];\n\n\tpush(item: number): void {\n\t\tif (item > ${i}) {\n\t\t\tthis.#items.push(item);\n\t\t}\n\t}\n\n\tm${i}(x: number): number {\n\t\treturn x + ${i};\n\t}\n}\n`;

function classes(): string {
	let text = "import { a } from './a';\n";
	for (let i = 0; text.split('\n', LINES).length < LINES; i++) text += `\n${classAt(i)}`;
	return text;
}

const repeat = (line: (i: number) => string, by: string): string => Array.from({ length: LINES }, (_, i) => line(i)).join(by);

const CLASSES = classes();
const PYTHON = repeat((i) => (i % 4 === 0 ? `def f${i}(x):` : i % 4 === 3 ? '' : `    x = x + ${i}`), '\n');
const MARKDOWN = repeat((i) => (i % 10 === 0 ? `## Part ${i}` : i % 10 === 1 ? '' : `Line ${i} of the text.`), '\n');
const JSON_TEXT = `{\n${repeat((i) => `  "k${i}": { "a": ${i} }`, ',\n')}\n}\n`;

const CASES: readonly { readonly name: string; readonly text: string; readonly block: string; readonly language?: string }[] = [
	{ name: 'a method without its class', text: CLASSES, block: 'm700(x: number): number {\n  return x * 2;\n}' },
	{
		name: 'a class with a placeholder',
		text: CLASSES,
		block: 'export class C700 {\n  // ...\n  m700(x: number): number {\n    return 2;\n  }\n}',
	},
	{ name: 'a method that every class has', text: CLASSES, block: 'push(item: number): void {\n  return;\n}' },
	{ name: 'a function of Python', text: PYTHON, block: 'def f8000(x):\n    return 1' },
	{ name: 'a section of Markdown', text: MARKDOWN, block: '## Part 8000\n\nAnother text.', language: 'markdown' },
	{ name: 'a key of JSON', text: JSON_TEXT, block: '{\n  "k100": { "a": 7 }\n}' },
	{ name: 'a diff of two lines', text: CLASSES, block: '@@ -9,1 +9,1 @@\n-\t\treturn x + 700;\n+\t\treturn x;' },
	{ name: 'nothing that is there', text: CLASSES, block: 'nothing();\nhere();' },
];

console.log(`${LINES.toLocaleString('en')} lines`.padEnd(34), 'median', '  worst');
for (const { name, text, block, language } of CASES) {
	const times: number[] = [];
	for (let run = -2; run < RUNS; run++) {
		const before = process.threadCpuUsage();
		planApply({ text, selectionStart: 0, selectionEnd: 0, ...(language === undefined ? {} : { language }) }, block);
		const { user, system } = process.threadCpuUsage(before);
		if (run >= 0) times.push((user + system) / 1_000);
	}
	times.sort((a, b) => a - b);
	console.log(name.padEnd(34), ...[times[RUNS >> 1]!, times.at(-1)!].map((ms) => `${ms.toFixed(0).padStart(4)} ms`));
}
