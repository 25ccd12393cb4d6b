import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProgram, installCommands, isProgram, type Surroundings } from '../../../../src/app/model-files/program.ts';
import { type Folder, folderWithProgram } from '../../../support/model-files/files.ts';

let folder: Folder;
beforeEach(() => {
	folder = folderWithProgram();
});
afterEach(() => folder.remove());

const around = (change: Partial<Surroundings> = {}): Surroundings => ({
	...{ env: { PATH: folder.path }, platform: 'linux', home: join(folder.path, 'home'), workspaces: [] },
	...change,
});

test('the search path counts first, then where package managers put it', async () => {
	expect(await findProgram(around())).toBe(folder.program);
	const bin = join(folder.path, 'home', '.local', 'bin');
	mkdirSync(bin, { recursive: true });
	symlinkSync(folder.program, join(bin, 'llama-server'));
	expect(await findProgram(around({ env: {} }))).toBe(join(bin, 'llama-server'));
});

test('what an open folder brought is never started, by no way', async () => {
	const workspaces = [folder.path];
	expect(await findProgram(around({ workspaces }))).toBeNull();
	// A link outside that leads into it, a folder that is a link to it, and a link in it that leads outside.
	const outside = folderWithProgram();
	try {
		mkdirSync(join(outside.path, 'bin'));
		symlinkSync(folder.program, join(outside.path, 'bin', 'llama-server'));
		expect(await isProgram(join(outside.path, 'bin', 'llama-server'), around({ workspaces }))).toBe(false);
		symlinkSync(folder.path, join(outside.path, 'opened'));
		expect(await isProgram(folder.program, around({ workspaces: [join(outside.path, 'opened')] }))).toBe(false);
		symlinkSync(outside.program, join(folder.path, 'linked'));
		expect(await isProgram(join(folder.path, 'linked'), around({ workspaces }))).toBe(false);
		expect(await isProgram(outside.program, around({ workspaces }))).toBe(true);
	} finally {
		outside.remove();
	}
});

test('relative entries of the path, folders, and files that cannot be run are passed over', async () => {
	expect(await findProgram(around({ env: { PATH: ['.', '', 'bin'].join(':') } }))).toBeNull();
	const other = join(folder.path, 'other');
	mkdirSync(join(other, 'llama-server'), { recursive: true });
	expect(await findProgram(around({ env: { PATH: other } }))).toBeNull();
	chmodSync(folder.program, 0o644);
	expect(await findProgram(around())).toBeNull();
});

test('on Windows only what runs without a shell', async () => {
	for (const name of ['llama-server.cmd', 'llama-server.bat', 'llama-server.ps1']) {
		writeFileSync(join(folder.path, name), '');
		expect(await isProgram(`C:\\tools\\${name}`, around({ platform: 'win32' }))).toBe(false);
	}
	expect(installCommands('win32')).toContain('winget install llama.cpp');
});
