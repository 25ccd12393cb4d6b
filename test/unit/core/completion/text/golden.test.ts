import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cleanCompletion } from '../../../../../src/core/completion/text/clean.ts';
import { completionShape } from '../../../../../src/core/completion/text/shape.ts';
import type { CompletionPosition } from '../../../../../src/core/completion/types.ts';
import { positionIn, streamed } from './support.ts';

const folder = new URL('../../../../fixtures/completion/', import.meta.url);

interface Golden {
	readonly name: string;
	readonly shape: string;
	readonly position: CompletionPosition;
	readonly raw: string;
	readonly text: string | null;
}

function goldenCases(languageId: string, content: string): readonly Golden[] {
	return content
		.split(/^=== /m)
		.slice(1)
		.map((section) => {
			const [, head, file, raw, text] = /^(.*)\n([\s\S]*)\n--- raw\n([\s\S]*)\n--- text\n([\s\S]*)\n$/.exec(section)!;
			const [name, shape, ...options] = head!.split(' | ');
			const breaks = (lines: string) => (options.includes('crlf') ? lines.replaceAll('\n', '\r\n') : lines);
			const selection = /^selected=(.*)\/(\d+)$/.exec(options.find((option) => option.startsWith('selected=')) ?? '');
			const selected = selection === null ? null : { text: selection[1]!, replacedLength: Number(selection[2]) };
			return {
				name: name!,
				shape: shape!,
				position: positionIn(languageId, breaks(file!), selected),
				raw: breaks(raw!),
				text: text === '(nothing)' ? null : breaks(text!),
			};
		});
}

const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));

it('covers ten languages and more', () => expect(files.length).toBeGreaterThan(10));

describe.each(files)('%s', (file) => {
	const languageId = file.replace('.txt', '');
	const cases = goldenCases(languageId, readFileSync(new URL(file, folder), 'utf8'));
	it.each(cases)('$name', ({ shape, position, raw, text }) => {
		expect(completionShape(position)).toBe(shape);
		const decided = completionShape(position);
		expect(cleanCompletion(position, decided, streamed(position, decided, raw, [3, 1, 7])), 'stopped').toBe(text);
		// The stop saves time and tokens; it is not to change what is shown.
		expect(cleanCompletion(position, decided, raw), 'whole').toBe(text);
	});
});
