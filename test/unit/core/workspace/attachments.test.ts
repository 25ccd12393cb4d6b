import { expect, test } from 'vitest';
import { Composer } from '../../../../src/app/chat/composer.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { Attachment } from '../../../../src/core/message/message.ts';
import {
	attachmentLabel,
	excludeGlob,
	fileText,
	MAX_ATTACHMENT_BYTES,
	MAX_ATTACHMENTS,
	refuseBinary,
} from '../../../../src/core/workspace/attachments.ts';
import { rankPaths } from '../../../../src/core/workspace/paths.ts';

const selection = (path: string, startLine: number, endLine: number, content = 'x'): Attachment => ({
	kind: 'selection',
	path,
	language: null,
	content,
	range: { startLine, endLine },
});

test('text, binary, other encodings and size', () => {
	expect(fileText('a.txt', new TextEncoder().encode('grün'))).toBe('grün');
	expect(() => fileText('a.bin', new Uint8Array([65, 0, 66]))).toThrow(/not a text file/);
	expect(() => refuseBinary('a.bin', 'A\0B')).toThrow(/not a text file/);
	expect(() => refuseBinary('a.txt', 'grün')).not.toThrow();
	expect(() => fileText('a.txt', new Uint8Array([0xff, 0xfe, 65]))).toThrow(/UTF-8/);
	expect(() => fileText('a.log', new Uint8Array(MAX_ATTACHMENT_BYTES + 1).fill(65))).toThrow(/at most 200 kB/);
	try {
		fileText('a.bin', new Uint8Array([0]));
	} catch (error) {
		expect(error).toBeInstanceOf(RoutooError);
		expect((error as RoutooError).nextStep).not.toBe('');
	}
});

test('labels', () => {
	expect(attachmentLabel(selection('src/retry.test.ts', 40, 88))).toBe('retry.test.ts:40-88');
	expect(attachmentLabel({ ...selection('ci.log', 1, 1), kind: 'file', range: null })).toBe('ci.log');
	const part = selection('src/big.ts', 400, 900);
	expect(attachmentLabel({ ...part, kind: 'file', cut: 'lines 400 to 900 of 2,310' })).toBe('big.ts');
	expect(attachmentLabel({ ...part, kind: 'symbol', name: 'add' })).toBe('add');
	expect(attachmentLabel({ ...part, kind: 'folder', path: 'src/app', range: null })).toBe('src/app/');
	expect(attachmentLabel({ ...part, kind: 'search', path: 'two words', range: null })).toBe('"two words"');
	expect(attachmentLabel({ ...part, kind: 'diff', path: 'diff', range: null })).toBe('diff');
});

test('the composer replaces the same range and refuses one too many', () => {
	const composer = new Composer();
	composer.add(selection('a.ts', 1, 2, 'old'));
	composer.add(selection('a.ts', 1, 2, 'new'));
	expect(composer.attachments().map((a) => a.content)).toEqual(['new']);
	for (let i = 1; i < MAX_ATTACHMENTS; i++) composer.add(selection(`f${i}.ts`, 1, 1));
	expect(() => composer.add(selection('more.ts', 1, 1))).toThrow(/At most/);
	composer.remove(composer.chips()[0]!.id);
	expect(composer.attachments()).toHaveLength(MAX_ATTACHMENTS - 1);
	composer.removeSame(composer.attachments().slice(1));
	expect(composer.chips()).toHaveLength(1);
});

test('paths: name before folder, shorter before longer', () => {
	const paths = ['src/deep/index.ts', 'index.ts', 'docs/my-index.md', 'src/indexing/a.ts', 'other.ts'];
	expect(rankPaths(paths, 'index', 10)).toEqual(['index.ts', 'src/deep/index.ts', 'docs/my-index.md', 'src/indexing/a.ts']);
	expect(rankPaths(paths, 'ots', 10)).toEqual(['other.ts']);
	expect(rankPaths(paths, '', 2)).toHaveLength(2);
	expect(rankPaths(paths, '', 2)).toEqual(['index.ts', 'other.ts']);
	expect(rankPaths(paths, 'INDEX.TS', 1)).toEqual(['index.ts']);
	// Parts of the way, and two words in any order.
	expect(rankPaths(paths, 'deep/ind', 10)).toEqual(['src/deep/index.ts']);
	expect(rankPaths(paths, 'index deep', 10)).toEqual(['src/deep/index.ts']);
	expect(rankPaths(['b/x.ts', 'a/x.ts'], 'x', 10)).toEqual(['a/x.ts', 'b/x.ts']);
	expect(rankPaths(paths, 'zzz', 10)).toEqual([]);
});

test('what a search for files does not look into', () => {
	expect(excludeGlob({ '**/bower': true, '**/off': false, '**/{a,b}': true }, ['dist', 'odd{name', 'st*r'])).toBe(
		'{**/node_modules/**,**/.git/**,**/.hg/**,**/.svn/**,**/bower,dist/**}',
	);
});
