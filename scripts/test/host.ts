/** `npm run test:host`: runs test/host inside a real extension host of VS Code's server; the last line says `N passed, N failed`. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeApiExample } from '../../test/support/api-example.ts';
import { build } from '../build/build.ts';
import { resultsDir, root } from '../kit/paths.ts';
import { freePort, main } from '../kit/run.ts';
import { launchBrowser } from '../try/browser.ts';
import { startCodeServer } from '../try/code-server.ts';

/** Beside another suite the tests take some five minutes; this tells a hang. */
const TIMEOUT_MS = 900_000;

/** Parses the totals of mocha's spec reporter. */
export function mochaCounts(output: string): { passed: number; failed: number } {
	const last = (pattern: RegExp): number => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
	return { passed: last(/^\s*(\d+) passing/gm), failed: last(/^\s*(\d+) failing/gm) };
}

/** Runs the suite; `code` is what the extension host reports: 0 passed, 1 failed, 3 nothing came in time. */
async function runSuite(dataDir: string): Promise<{ code: number; output: string }> {
	const workspace = path.join(dataDir, 'workspace');
	fs.cpSync(path.join(root, 'samples/workspace'), workspace, { recursive: true });
	// An extension that offers a model to VS Code, as Copilot does; the payload takes one extension under development only.
	fs.cpSync(path.join(root, 'test/fixtures/editor-models'), path.join(dataDir, 'ext/routoo-test.editor-models-0.0.1'), { recursive: true });
	// And one that asks Routoo, as its guide says.
	writeApiExample(path.join(dataDir, 'ext/example.which-model-0.0.1'));
	const server = await startCodeServer(dataDir, await freePort(), { args: ['--vscode-option', 'enable-smoke-test-driver'] });
	const browser = await launchBrowser();
	try {
		const page = await (await browser.newContext({ viewport: { width: 1300, height: 850 } })).newPage();
		let output = '';
		const finished = new Promise<number>((resolve) => {
			void page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
				const line = `${args.map((a) => (typeof a === 'string' ? a : JSON.stringify(a))).join(' ')}\n`;
				output += line;
				process.stdout.write(line);
			});
			void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
		});
		page.on('pageerror', (error) => console.error(`[page] ${error.message}`));
		const remote = (file: string): string => `vscode-remote://127.0.0.1:${server.port}${file}`;
		const payload = [
			['extensionDevelopmentPath', remote(root)],
			['extensionTestsPath', remote(path.join(root, 'dist/test/host/index.js'))],
			['skipWelcome', 'true'],
		];
		await page.goto(`${server.url}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`, {
			timeout: 120_000,
		});
		let timer: NodeJS.Timeout | undefined;
		const timeout = new Promise<number>((resolve) => {
			timer = setTimeout(() => resolve(3), TIMEOUT_MS);
		});
		const code = await Promise.race([finished, timeout]);
		clearTimeout(timer);
		if (code !== 0) {
			fs.mkdirSync(resultsDir, { recursive: true });
			await page.screenshot({ path: path.join(resultsDir, 'host.png') });
			fs.copyFileSync(path.join(dataDir, 'server.log'), path.join(resultsDir, 'host-server.log'));
		}
		return { code, output };
	} finally {
		await browser.close();
		await server.stop();
	}
}

main(async () => {
	await build({ outdir: path.join(root, 'dist'), production: false, tests: true, runtime: 'both' });
	const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-host-'));
	const { code, output } = await runSuite(dataDir);
	fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
	const { passed, failed } = mochaCounts(output);
	if (code === 3) console.log(`no result in ${TIMEOUT_MS / 1000} s; screenshot in test-results/`);
	// A suite that never ran, or an error outside of any test, is a failure too.
	const broken = (code !== 0 && failed === 0) || passed + failed === 0 ? 1 : 0;
	console.log(`${passed} passed, ${failed + broken} failed`);
	return failed + broken === 0 ? 0 : 1;
});
