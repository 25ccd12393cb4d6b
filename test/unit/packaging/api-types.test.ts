import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../../scripts/kit/paths.ts';
import { apiExample, writeApiExample } from '../../support/api-example.ts';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-api-types-'));
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

/** Diagnostics of the strictest reading of the example, whose author has VS Code's types and the copied file, and nothing else of ours. */
function diagnostics(files: readonly string[]): string {
	const options = { allowJs: true, checkJs: true, noEmit: true, strict: true, skipLibCheck: false, module: 'CommonJS', target: 'ES2022' };
	const types = { types: ['vscode', 'node'], typeRoots: [path.join(root, 'node_modules/@types')], exactOptionalPropertyTypes: false };
	fs.writeFileSync(path.join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, ...types }, files }));
	try {
		const program = path.join(root, 'node_modules/typescript/bin/tsc');
		return execFileSync(process.execPath, [program, '-p', dir], { cwd: dir, encoding: 'utf8' });
	} catch (error) {
		return (error as { stdout: string }).stdout;
	}
}

test("the guide's example and the copied types hold for an author with VS Code's types alone", () => {
	writeApiExample(dir);
	const { 'extension.js': script } = apiExample();
	// The types bind: what is not there, or called otherwise, is said.
	fs.writeFileSync(path.join(dir, 'wrong.js'), script.replace('maxCostUsd', 'maxCost').replace('decision.caller', 'decision.text'));
	const said = diagnostics(['extension.js', 'wrong.js', 'routoo.d.ts']).split('\n');
	expect(said.filter((line) => line.startsWith('wrong.js'))).toEqual([
		expect.stringMatching(/maxCost/),
		expect.stringMatching(/maxCost/),
		expect.stringMatching(/'text' does not exist/),
	]);
	expect(said.filter((line) => /^\S/.test(line) && !line.startsWith('wrong.js'))).toEqual([]);
});

test("the types need VS Code's alone, and the page names every member of the interface", () => {
	const { 'routoo.d.ts': types } = apiExample();
	expect([...types.matchAll(/^\s*import .*/gm)].map(([line]) => line)).toEqual(["import type * as vscode from 'vscode';"]);
	const page = fs.readFileSync(path.join(root, 'docs/guide/api.md'), 'utf8');
	const members = (name: string): string[] => {
		const body = new RegExp(`export interface ${name}\\b[^{]*{\\n(.*?)^}`, 'ms').exec(types)?.[1] ?? '';
		return [...body.matchAll(/^\t(?:readonly )?(\w+)[?:(]/gm)].map(([, member]) => member!);
	};
	const named = [...members('RoutooApi'), ...members('RoutooRequest'), ...members('RoutooLimits')];
	expect(named).toHaveLength(15);
	for (const member of named) expect(page).toContain(`\`${member}`);
	const codes = /readonly code: ('invalidInput'.*);/.exec(types)![1]!.split(' | ');
	for (const code of codes) expect(page).toContain(code.replaceAll("'", '`'));
});
