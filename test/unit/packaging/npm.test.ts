import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { describe, expect, it, test } from 'vitest';
import { KEYCHAIN } from '../../../scripts/build/entries.ts';
import { root } from '../../../scripts/kit/paths.ts';
import { checkNpmContents, WANTED } from '../../../scripts/package/npm/contents.ts';
import { LEAST_NODE, npmManifest } from '../../../scripts/package/npm/manifest.ts';
import { withKnownAddresses } from '../../../scripts/package/placeholders.ts';

const launcher = fs.readFileSync(path.join(root, 'scripts/package/npm/bin/routoo.js'), 'utf8');

interface Started {
	readonly asked: readonly string[];
	readonly said: readonly string[];
	readonly code: number | null;
}

/** What the launcher does under a Node that says it has this version. */
function startedBy(version: string): Started {
	const [asked, said]: string[][] = [[], []];
	let code: number | null = null;
	const exit = (with_: number): void => {
		code = with_;
	};
	vm.runInNewContext(launcher.replace(/^#!.*/, ''), {
		require: (name: string) => asked?.push(name),
		console: { error: (line: string) => said?.push(line) },
		process: { versions: { node: version }, exit },
	});
	return { asked: asked ?? [], said: said ?? [], code };
}

describe('what Node it takes', () => {
	it.each(['0.10.48', '4.9.1', '12.22.12', '18.20.8', '20.20.2', '22.22.0', '23.11.1'])('%s is told, in one line', (version) => {
		const { asked, said, code } = startedBy(version);
		expect([asked, code, said.length]).toEqual([[], 1, 1]);
		expect(said[0]).toContain(`This is Node.js ${version}, and Routoo needs Node.js ${LEAST_NODE} or newer. Get it from https://`);
	});

	it.each(['24.0.0', '24.21.0', '25.0.0-nightly', '100.1.0'])('%s runs it', (version) => {
		expect(startedBy(version)).toEqual({ asked: ['./start.js'], said: [], code: null });
	});

	it('npm is told the same, and the launcher can be read by the oldest', () => {
		expect(npmManifest().engines).toEqual({ node: `>=${LEAST_NODE}` });
		expect(launcher).not.toMatch(/=>|`|,\s*[)\]}]|\b(let|const|class|async|import|export)\b/);
		expect(launcher).toMatch(/^#!\/usr\/bin\/env node\n/);
	});
});

const NOTICES = ['hono 1', '@ai-sdk/anthropic 1', 'onnxruntime-web 1', 'models/encoder.onnx 1', ''].join('\n').replaceAll(/^/gm, '\n');
const RUNTIME = 'dist/onnxruntime/';

function files(changes: Readonly<Record<string, string | null>>) {
	const texts: Record<string, string | null> = Object.fromEntries(WANTED.map((name) => [name, `text of ${name}`]));
	texts['THIRD_PARTY_NOTICES.txt'] = NOTICES;
	texts['package.json'] = JSON.stringify(npmManifest());
	texts[`${RUNTIME}manifest.json`] = JSON.stringify({
		files: Object.fromEntries(
			WANTED.filter((name) => name.startsWith(`${RUNTIME}wasm/`)).map((name) => {
				const data = Buffer.from(`text of ${name}`);
				return [name.slice(RUNTIME.length), { sha256: createHash('sha256').update(data).digest('hex'), bytes: data.length }];
			}),
		),
	});
	return Object.entries({ ...texts, ...changes }).flatMap(([name, text]) => (text === null ? [] : [{ name, data: Buffer.from(text) }]));
}

const problems = (changes: Readonly<Record<string, string | null>>, bytes = 20_500_000): string[] =>
	checkNpmContents(files(changes), bytes).flatMap(({ name, problem }) => (problem === null ? [] : [name]));

test('a right package has no problem', () => {
	expect(problems({})).toEqual([]);
});

test.each([
	['a source', { 'src/cli/main.ts': '' }, 'every file is wanted'],
	['a native binary', { [`${RUNTIME}native.cjs`]: '' }, 'every file is wanted'],
	['the program of the extension', { 'dist/extension.cjs': '' }, 'every file is wanted'],
	['a missing worker', { 'dist/storage-worker.mjs': null }, 'no file is missing'],
	['a missing licence', { LICENSE: null }, 'no file is missing'],
	['an install script', { 'package.json': JSON.stringify({ ...npmManifest(), scripts: { postinstall: 'x' } }) }, 'nothing runs'],
	['a dependency', { 'package.json': JSON.stringify({ ...npmManifest(), dependencies: { a: '1.0.0' } }) }, 'nothing runs'],
	['an import of the editor', { 'dist/routoo.mjs': 'import*as v from"vscode";' }, 'no program of an editor'],
	['a require of the editor', { 'dist/routoo.mjs': 'var v=require("vscode");' }, 'no program of an editor'],
	['a part that the notices leave out', { 'THIRD_PARTY_NOTICES.txt': NOTICES.replace('hono', '') }, 'the notices name'],
	['a notice of a part that only the extension has', { 'THIRD_PARTY_NOTICES.txt': `${NOTICES}\nlit 3.3.3\n` }, 'the notices name'],
	['a damaged runtime', { [`${RUNTIME}wasm/ort.node.min.mjs`]: 'x' }, 'every part of the runtime'],
	['a source map', { 'dist/routoo.mjs': 'x();\n//# sourceMappingURL=routoo.mjs.map' }, 'no source maps'],
	['a key', { 'README.md': `sk-ant-${'a1'.repeat(20)}` }, 'no keys'],
])('%s is found', (_what, changes, expected) => {
	expect(problems(changes)).toContainEqual(expect.stringContaining(expected));
});

test('a package over 25 MB is found', () => {
	expect(problems({}, 25_000_001)).toEqual(['size at most 25 MB: 25.0 MB']);
});

test('the keychain is demanded in the version that the tests run with', () => {
	const { version } = JSON.parse(fs.readFileSync(path.join(root, 'node_modules', KEYCHAIN, 'package.json'), 'utf8')) as { version: string };
	expect(npmManifest().optionalDependencies).toEqual({ [KEYCHAIN]: version });
	expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('version, licence and addresses are those of the project', () => {
	const ours = withKnownAddresses(JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, unknown>);
	const theirs = npmManifest();
	for (const field of ['name', 'version', 'license', 'homepage', 'repository', 'bugs']) expect(theirs[field], field).toEqual(ours[field]);
});
