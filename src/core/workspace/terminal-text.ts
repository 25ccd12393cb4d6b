import type { Attachment } from '../message/message.ts';
import { CHIP_TOKENS } from './attachments.ts';
import { cutAround, linesOf } from './cut.ts';

/** Colours, cursor moves, titles and the marks of a shell's integration (ECMA-48; OSC 633). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's text is made of them.
const SEQUENCES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)|\x1b[ -/]{0,2}[0-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const MOST_COMMAND = 2000;

/** What a terminal shows of raw data: without sequences, and of a line that was written over what stands there last. */
export function terminalText(raw: string): string {
	const lines = raw.replace(SEQUENCES, '').replaceAll('\r\n', '\n').split('\n');
	// A bar of progress writes its line anew at each step.
	const shown = lines.map((line) => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1).replace(/\r/g, ''));
	return shown
		.join('\n')
		.replace(CONTROLS, '')
		.replace(/[^\S\n]+$/gm, '')
		.replace(/^\n+|\n+$/g, '');
}

/**
 * Of a long output the end, where what went wrong stands. Null where there is nothing.
 * @param command as it was typed; null: what was selected @param isWhole false where the beginning of the output was not kept
 */
export function terminalAttachment(command: string | null, raw: string, isWhole = true): Attachment | null {
	const output = terminalText(raw);
	if (output === '' && command === null) return null;
	const lines = linesOf(output);
	const last = lines.count - 1;
	const { text, cut } = cutAround(lines, { first: last, last }, CHIP_TOKENS.terminal);
	const typed = command === null ? '' : `$ ${terminalText(command).slice(0, MOST_COMMAND)}\n`;
	const words = [...(isWhole ? [] : ['the end of the output']), ...(cut === null ? [] : [cut])].join(': ');
	return {
		...{ kind: 'terminal', path: command === null ? 'terminal selection' : 'terminal', language: null, content: typed + text, range: null },
		...(words === '' ? {} : { cut: words }),
	};
}
