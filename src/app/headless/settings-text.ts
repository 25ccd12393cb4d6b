import { distance } from 'fastest-levenshtein';
import { createScanner, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { SETTINGS, type SettingKey } from '../settings/schema.ts';

/** A value as the file has it, with its line, from 1. */
interface RawSetting {
	readonly value: unknown;
	readonly line: number;
}

/** What is wrong in a file: one sentence, what to do, and the line, from 1. */
interface TextProblem {
	readonly line: number;
	readonly message: string;
	readonly nextStep: string;
}

export interface SettingsText {
	readonly values: ReadonlyMap<SettingKey, RawSetting>;
	readonly problems: readonly TextProblem[];
}

const PREFIX = 'routoo';
/** Edits by which a misspelled name is still known. */
const NEAR = 3;
/** Deeper than any name of a setting. */
const MOST_DEPTH = 6;
/** Brackets in one another, a copied settings.json of other programs included: the parser calls itself for each. */
const MOST_NESTED = 100;
/** Names of other programs that are repeated in a sentence. */
const NAMED_OTHERS = 3;

/**
 * Reads the text of a settings file: JSON with comments and closing commas, names as in VS Code's settings, in one word
 * (`"routoo.budget.monthly"`), nested (`"routoo": {"budget": {"monthly": 5}}`), or without `routoo`. What stands for other programs, as in
 * a copied settings.json, is passed over. Null where the text is no object of JSON: then `problems` says why.
 */
export function readSettingsText(text: string): SettingsText | { readonly values: null; readonly problems: readonly TextProblem[] } {
	const lineOf = lineFinder(text);
	if (text.trim() === '') return { values: new Map(), problems: [] };
	const deep = firstTooDeep(text);
	if (deep !== null) {
		const message = `Brackets stand in one another more than ${MOST_NESTED} times here.`;
		return { values: null, problems: [{ line: lineOf(deep), message, nextStep: 'No setting needs that: check the file.' }] };
	}
	const errors: ParseError[] = [];
	// A byte order mark is no part of it; a blank keeps all places as they are.
	const root = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true, disallowComments: false });
	const [first] = errors;
	if (first !== undefined) {
		const problem = {
			line: lineOf(first.offset),
			message: `This is not JSON (${inWords(first)}).`,
			nextStep: 'Correct this line or the one before.',
		};
		return { values: null, problems: [problem] };
	}
	if (root?.type !== 'object') {
		return { values: null, problems: [{ line: 1, message: 'The settings are not an object.', nextStep: 'Write them between { and }.' }] };
	}
	const values = new Map<SettingKey, RawSetting>();
	const problems: TextProblem[] = [];
	const others: string[] = [];
	let otherLine = 1;
	const read = (object: Node, above: string, depth: number): void => {
		for (const property of object.children ?? []) {
			const [nameNode, value] = property.children ?? [];
			if (nameNode === undefined || value === undefined) continue;
			const own = String(nameNode.value);
			const name = above === '' ? own : `${above}.${own}`;
			const line = lineOf(nameNode.offset);
			const key = fullName(name);
			if (isSetting(key)) {
				if (values.has(key)) {
					problems.push({ line, message: `${key} stands here a second time; this one holds.`, nextStep: 'Remove one of the two.' });
				}
				values.set(key, { value: getNodeValue(value), line });
			} else if (isAbove(key) && value.type === 'object' && depth < MOST_DEPTH) read(value, name, depth + 1);
			else if (isAbove(key)) {
				problems.push({ line, message: `${name} must be an object of settings.`, nextStep: `Write for example {"${childOf(key)}": …}.` });
			} else if (isOurs(name, above)) problems.push({ line, ...unknown(key) });
			else {
				if (others.length === 0) otherLine = line;
				others.push(own);
			}
		}
	};
	read(root, '', 0);
	if (others.length > 0) problems.push({ line: otherLine, ...passedOver(others) });
	return { values, problems };
}

/** Where it is too deep to be parsed; null where it is not. */
function firstTooDeep(text: string): number | null {
	const scanner = createScanner(text, true);
	let depth = 0;
	while (scanner.getPosition() < text.length) {
		scanner.scan();
		// Of a text or a comment it is the sign before its first.
		const sign = text[scanner.getTokenOffset()];
		if (sign === '{' || sign === '[') depth++;
		else if (sign === '}' || sign === ']') depth--;
		if (depth > MOST_NESTED) return scanner.getTokenOffset();
	}
	return null;
}

function fullName(name: string): string {
	return name === PREFIX || name.startsWith(`${PREFIX}.`) ? name : `${PREFIX}.${name}`;
}

function isSetting(key: string): key is SettingKey {
	return Object.hasOwn(SETTINGS, key);
}

/** Whether settings lie below this name. */
function isAbove(key: string): boolean {
	return Object.keys(SETTINGS).some((known) => known.startsWith(`${key}.`));
}

function childOf(key: string): string {
	const below = Object.keys(SETTINGS).find((known) => known.startsWith(`${key}.`)) ?? '';
	return below.slice(key.length + 1);
}

/** Whether a name that is none of a setting was meant as one. */
function isOurs(name: string, above: string): boolean {
	if (above !== '' || name.startsWith(PREFIX)) return true;
	return nearest(fullName(name)) !== null;
}

function nearest(key: string): string | null {
	const near = Object.keys(SETTINGS)
		.map((known) => ({ known, edits: distance(known.toLowerCase(), key.toLowerCase()) }))
		.sort((a, b) => a.edits - b.edits)[0];
	return near !== undefined && near.edits <= NEAR ? near.known : null;
}

function unknown(key: string): Omit<TextProblem, 'line'> {
	const near = nearest(key);
	const message = `There is no setting ${key.slice(0, 80)}; it is passed over.`;
	return { message, nextStep: near === null ? 'Names are those of the settings in VS Code.' : `Did you mean ${near}?` };
}

function passedOver(others: readonly string[]): Omit<TextProblem, 'line'> {
	const some = others.slice(0, NAMED_OTHERS).map((name) => name.slice(0, 40));
	const more = others.length > some.length ? ` and ${others.length - some.length} more` : '';
	return {
		message: `${some.join(', ')}${more} ${others.length === 1 ? 'is no setting' : 'are no settings'} of Routoo and passed over.`,
		nextStep: 'Names begin with "routoo.".',
	};
}

function inWords({ error }: ParseError): string {
	return printParseErrorCode(error)
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase();
}

/** Lines count from 1. */
function lineFinder(text: string): (offset: number) => number {
	return (offset) => {
		let line = 1;
		for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
		return line;
	};
}
