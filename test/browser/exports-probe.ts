import assert from 'node:assert/strict';
import fs from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from '../../scripts/kit/paths.ts';
import { until } from './runner.ts';

/** A second extension that looks for what the packed Routoo hands out, as a package. Its file is the caller's to remove. */
export async function packedProbe(): Promise<string> {
	const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-probe-'));
	fs.cpSync(path.join(root, 'test/fixtures/exports-probe'), cwd, { recursive: true });
	const walker = fs.readFileSync(path.join(root, 'test/support/reachable.ts'), 'utf8');
	fs.writeFileSync(path.join(cwd, 'reachable.mjs'), stripTypeScriptTypes(walker));
	const packagePath = path.join(cwd, 'exports-probe.vsix');
	await createVSIX({ cwd, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
	return packagePath;
}

/** What it found in a window of the folder: nothing but what the guide names. */
export async function expectNothingElse(folder: string): Promise<void> {
	const file = path.join(folder, 'exports-probe.json');
	await until('what the second extension found', async () => fs.existsSync(file));
	const { models, refused, ...found } = JSON.parse(fs.readFileSync(file, 'utf8'));
	assert.deepEqual(found, { exports: ['v1'], same: true, v1: ['onDidRoute', 'predict', 'route', 'version'], leaks: [], types: true });
	assert.ok(Array.isArray(models), JSON.stringify(models));
	assert.equal(refused.code, 'invalidInput');
}
