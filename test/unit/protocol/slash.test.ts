import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS, nearNames, readTyped } from '../../../src/protocol/slash.ts';

const NAMES = COMMANDS.map(({ name }) => name);
const read = (text: string) => readTyped(text, [...NAMES, 'mine', 'erkläre', '2nd-look']);

describe('what stands behind a "/"', () => {
	it.each([
		['/explain', 'explain', ''],
		['  /explain  ', 'explain', ''],
		['/EXPLAIN why so slow?', 'explain', 'why so slow?'],
		['/fix: the border case', 'fix', 'the border case'],
		['/tests\nfor the parser\nonly', 'tests', 'for the parser\nonly'],
		['/review /usr/bin', 'review', '/usr/bin'],
		['/mine', 'mine', ''],
		['/erkläre das', 'erkläre', 'das'],
		['/2nd-look', '2nd-look', ''],
		['/compact keep the schema', 'compact', 'keep the schema'],
	])('%j is a command', (text, name, rest) => {
		expect(read(text)).toEqual({ kind: 'command', name, rest });
	});

	it.each([
		'/usr/bin',
		'/usr/bin/env: no such file',
		'/tmp is full, what now?',
		'/etc',
		'/home',
		'/src/app.ts:12 is odd',
		'/^a+$/ matches what?',
		'/foo/g',
		'/foo bar/i, why does it match?',
		'/a b\\/c/ is it right',
		'/* a comment */',
		'/** doc */',
		'// comment',
		'/>',
		'/',
		'/ explain',
		'/3 of them',
		'/explain.md is missing',
		'/explain?',
		'explain',
		'and /explain',
		'',
		`/${'x'.repeat(65)}`,
		'<div/>',
		'/fix/bug',
	])('%j is text', (text) => {
		expect(read(text)).toEqual({ kind: 'text' });
	});

	it.each([
		['/foo', 'foo'],
		['/exlpain', 'exlpain'],
		['/foo bar and more', 'foo'],
		['/foo and/or bar', 'foo'],
		['/explian: this', 'explian'],
		['/Fooo', 'fooo'],
	])('%j is named as unknown', (text, name) => {
		expect(read(text)).toEqual({ kind: 'unknown', name });
	});

	it('is never lost: a command keeps what was typed behind it, and what begins otherwise is text', () => {
		fc.assert(
			fc.property(fc.constantFrom(...NAMES), fc.string(), (name, rest) => {
				expect(readTyped(`/${name} ${rest}`, NAMES)).toEqual({ kind: 'command', name, rest: rest.trim() });
			}),
		);
		fc.assert(
			fc.property(fc.string(), (text) => {
				const { kind } = readTyped(text, NAMES);
				if (!text.trim().startsWith('/')) expect(kind).toBe('text');
			}),
		);
	});

	it('is read in no time, whatever it is', () => {
		const began = performance.now();
		for (const text of [`/${'a'.repeat(1e6)}`, `/a ${'\\/'.repeat(3e5)}`, `/a${' '.repeat(1e6)}x`, `/foo ${'a/'.repeat(3e5)}`]) read(text);
		expect(performance.now() - began).toBeLessThan(2000);
	});

	it('is near what it may mean', () => {
		expect(nearNames('exlpain', NAMES)[0]).toBe('explain');
		expect(nearNames('test', NAMES)[0]).toBe('tests');
		expect(nearNames('docs', NAMES)).toContain('doc');
		expect(nearNames('zzzzzz', NAMES)).toEqual([]);
		expect(nearNames('c', NAMES).length).toBeLessThanOrEqual(3);
	});
});

it('names are one word each, and there once', () => {
	for (const name of NAMES) expect(read(`/${name}`)).toMatchObject({ kind: 'command', name });
	expect(new Set(NAMES).size).toBe(NAMES.length);
});
