import type { Attachment } from '../message/message.ts';
import { visibleText } from '../message/visible-text.ts';
import { CHIP_TOKENS } from './attachments.ts';
import { cutAround, linesOf } from './cut.ts';
import { secretsIn } from './secret-text.ts';

/** Files in which a workspace says how it wants to be worked on. */
export const AGENTS_FILE = 'AGENTS.md';
export const COPILOT_FILE = '.github/copilot-instructions.md';
export const SCOPED_FOLDER = '.github/instructions';
export const SCOPED_ENDING = '.instructions.md';

/** Where an AGENTS.md may stand for a file, nearest first. @param file relative to its workspace folder, with "/"; null: none is open */
export function agentsPaths(file: string | null): readonly string[] {
	const folders = file === null ? [] : file.split('/').slice(0, -1);
	return Array.from({ length: folders.length + 1 }, (_, up) => [...folders.slice(0, folders.length - up), AGENTS_FILE].join('/'));
}

/** Globs of a file of SCOPED_FOLDER: those between its marks; none where it says none, so that it goes with no file by itself. */
export function scopeOf(head: Readonly<Record<string, unknown>>): readonly string[] {
	const { applyTo } = head;
	if (typeof applyTo !== 'string' || applyTo.length > 500) return [];
	// A comma in braces parts no globs.
	return applyTo
		.split(/,(?![^{}]*\})/)
		.map((glob) => glob.trim())
		.filter((glob) => glob !== '');
}

/** Null for an empty one, and for one that holds a key. Characters without a shape are left out: they can hide orders to a model. */
export function instructionsAttachment(path: string, body: string): Attachment | null {
	const text = visibleText(body.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')).text.trim();
	if (text === '' || secretsIn(text).length > 0) return null;
	const { text: content, cut } = cutAround(linesOf(text), { first: 0, last: 0 }, CHIP_TOKENS.instructions);
	return { kind: 'instructions', path, language: 'markdown', content, range: null, ...(cut === null ? {} : { cut }) };
}
