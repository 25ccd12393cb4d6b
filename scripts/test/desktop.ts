/** `npm run test:desktop`: the same in-host suite in desktop VS Code. VSCODE_EXECUTABLE names one; else @vscode/test-electron fetches it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from '../build/build.ts';
import { root } from '../kit/paths.ts';
import { main } from '../kit/run.ts';

main(async () => {
	await build({ outdir: path.join(root, 'dist'), production: false, tests: true, runtime: 'both' });
	const executable = process.env.VSCODE_EXECUTABLE;
	return runTests({
		extensionDevelopmentPath: [root, path.join(root, 'test/fixtures/editor-models')],
		extensionTestsPath: path.join(root, 'dist/test/host/index.js'),
		extensionTestsEnv: { ROUTOO_DATA: fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-desktop-')) },
		launchArgs: [path.join(root, 'samples/workspace'), '--disable-workspace-trust'],
		...(executable ? { vscodeExecutablePath: executable } : {}),
	});
});
