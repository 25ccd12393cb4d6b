import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellPath } from '../../../../src/core/workspace/paths.ts';
import { PrivateFiles, type PrivateReason } from '../../../../src/core/workspace/private-files.ts';

const none = new PrivateFiles([], []);

describe('private files', () => {
	it('a cell is as private as its notebook', () => {
		const files = new PrivateFiles([{ folder: '', text: 'out/\n*.secret.ipynb' }], ['mine.ipynb']);
		expect(files.reason(cellPath('out/a.ipynb', 'W0'))).toBe('gitignore');
		expect(files.reason(cellPath('a.secret.ipynb', 'W0'))).toBe('gitignore');
		expect(files.reason(cellPath('mine.ipynb', 'W0'))).toBe('excluded');
		expect(files.reason(cellPath('a.ipynb', 'mine.ipynb'))).toBeNull();
	});

	const named: readonly (readonly [string, PrivateReason | null])[] = [
		['.env', 'environment'],
		['app/.env.local', 'environment'],
		['.envrc', 'environment'],
		['deploy/prod.env', 'environment'],
		['C:\\work\\app\\.ENV', 'environment'],
		['src/environment.ts', null],
		['src/env.ts', null],
		['certs/server.pem', 'key'],
		['server.key', 'key'],
		['infra/prod.tfvars', 'key'],
		['infra/terraform.tfstate', 'key'],
		['.ssh/config', 'key'],
		['/home/me/.aws/config', 'key'],
		['id_ed25519', 'key'],
		['id_ed25519.pub', null],
		['.npmrc', 'key'],
		['config/secrets.yaml', 'key'],
		['src/secrets.ts', null],
		['src/key.ts', null],
		['src/keys/index.ts', null],
		['docs/credentials.md', null],
	];
	it.each(named)('%s: %s', (path, reason) => {
		expect(none.reason(path)).toBe(reason);
		expect(none.isPrivate(path)).toBe(reason !== null);
	});

	it('follows .gitignore: folders, patterns, exceptions, comments', () => {
		const files = new PrivateFiles([{ folder: '', text: '# built\n/dist\n*.log\n!keep.log\nsecret/\n\\#odd\n' }], []);
		expect(files.reason('dist/a.js')).toBe('gitignore');
		expect(files.reason('src/dist/a.js')).toBeNull();
		expect(files.reason('a/b.log')).toBe('gitignore');
		expect(files.reason('a/keep.log')).toBeNull();
		expect(files.reason('a/secret/b.ts')).toBe('gitignore');
		expect(files.reason('a/secret')).toBeNull();
		expect(files.reason('#odd')).toBe('gitignore');
	});

	it('a deeper .gitignore adds and takes back, but not out of an ignored folder', () => {
		const files = new PrivateFiles(
			[
				{ folder: 'pkg', text: '!a.gen.ts\nlocal.ts' },
				{ folder: '', text: '*.gen.ts\nvendor/' },
				{ folder: 'vendor', text: '!mine.ts' },
			],
			[],
		);
		expect(files.reason('b.gen.ts')).toBe('gitignore');
		expect(files.reason('pkg/a.gen.ts')).toBeNull();
		expect(files.reason('pkg/b.gen.ts')).toBe('gitignore');
		expect(files.reason('pkg/local.ts')).toBe('gitignore');
		expect(files.reason('local.ts')).toBeNull();
		expect(files.reason('pkg2/local.ts')).toBeNull();
		expect(files.reason('vendor/mine.ts')).toBe('gitignore');
	});

	it('takes the user’s list, with braces, also outside of the workspace', () => {
		const files = new PrivateFiles([{ folder: '', text: '*.ts' }], ['**/private/**', '*.{sql,{csv,tsv}}', ' ', '/top.md']);
		expect(files.reason('a/private/b.go')).toBe('excluded');
		expect(files.reason('a/b.sql')).toBe('excluded');
		expect(files.reason('a/b.csv')).toBe('excluded');
		expect(files.reason('a/b.tsv')).toBe('excluded');
		expect(files.reason('top.md')).toBe('excluded');
		expect(files.reason('a/top.md')).toBeNull();
		expect(files.reason('/elsewhere/private/b.go')).toBe('excluded');
		expect(files.reason('../other/private/b.go')).toBe('excluded');
		expect(files.reason('C:/other/b.sql')).toBe('excluded');
		// Outside, the workspace's .gitignore has no say.
		expect(files.reason('/elsewhere/b.ts')).toBeNull();
		expect(files.reason('b.ts')).toBe('gitignore');
	});

	it('a malformed pattern matches nothing and spoils no other', () => {
		const files = new PrivateFiles([{ folder: '', text: '[/\r\n!![/\r\n*.log\r\n' }], ['[/', '*.sql']);
		expect(files.reason('a.log')).toBe('gitignore');
		expect(files.reason('a.sql')).toBe('excluded');
		expect(files.reason('a.ts')).toBeNull();
	});

	it('a pattern with many stars is widened instead of stopping the editor, and never makes a file public', () => {
		const name = `lib/${'a'.repeat(80)}/${'a'.repeat(80)}`;
		const many = '*a*a*a*a*a*a*a*a*a*a*a*a*';
		// Of this thread: others on the same computer cost it no time.
		const start = process.threadCpuUsage().user;
		const files = new PrivateFiles(
			[{ folder: '', text: `${many}c\n*.log\n!${many}.log\n` }],
			[`${many}.d`, '**/**/x/**/y/**/z/**/w/**/v/**/*.e'],
		);
		expect(files.reason(`${name}c`)).toBe('gitignore');
		expect(files.reason(`${name}.log`)).toBe('gitignore');
		expect(files.reason(`${name}.d`)).toBe('excluded');
		expect(files.reason(`${name}.e`)).toBe('excluded');
		expect(files.reason(`${name}b`)).toBeNull();
		expect((process.threadCpuUsage().user - start) / 1000).toBeLessThan(2000);
	});

	it('reads a path as the file system does', () => {
		const files = new PrivateFiles(
			[
				{ folder: '', text: 'dist/' },
				{ folder: 'src', text: 'a.ts' },
			],
			[],
		);
		expect(files.reason('./src//x/../dist/b.js')).toBe('gitignore');
		expect(files.reason('src\\a.ts')).toBe('gitignore');
		expect(files.reason('src/../../a.ts')).toBeNull();
	});

	it('tells a folder that git does not look into from one with ignored files', () => {
		const files = new PrivateFiles(
			[
				{ folder: '', text: 'venv/\n/out\nlogs/*\n!logs/keep.txt\nsrc/gen/\n' },
				{ folder: 'web', text: 'dist\n' },
			],
			['secret/'],
		);
		for (const folder of ['venv', './venv/', 'a/venv', 'out', 'src/gen', 'web/dist', 'venv/lib'])
			expect(files.hidesFolder(folder), folder).toBe(true);
		for (const folder of ['logs', 'src', 'web', 'a/out', 'dist', '', '..']) expect(files.hidesFolder(folder), folder).toBe(false);
	});

	it('does not count case', () => {
		expect(new PrivateFiles([], ['*.SQL']).reason('a.sql')).toBe('excluded');
		expect(none.reason('Server.PEM')).toBe('key');
	});

	it('never throws, whatever path or pattern comes in', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('a', '/', '.', '\\', '..', ':', '\0', '\n', '*', '漢', '\ud83d') }),
				fc.array(fc.string({ unit: fc.constantFrom('*', '/', '{', '}', ',', '[', '!', '\\', 'a', '.') })),
				(path, patterns) => {
					const files = new PrivateFiles([{ folder: '', text: patterns.join('\n') }], patterns);
					expect(typeof files.isPrivate(path)).toBe('boolean');
					expect(typeof files.isPrivate(`src/${path}`)).toBe('boolean');
					expect(typeof files.hidesFolder(path)).toBe('boolean');
				},
			),
			{ numRuns: 500 },
		);
	});
});
