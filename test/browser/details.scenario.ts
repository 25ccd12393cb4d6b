import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import type { Frame, Page } from 'playwright-core';
import { resultsDir, root } from '../../scripts/kit/paths.ts';
import { Environment } from './environment.ts';
import { type Counts, runScenario, until } from './runner.ts';
import { command, pick, webview } from './workbench.ts';

const THEMES = { light: 'Light Modern', 'high-contrast': 'Dark High Contrast', dark: 'Dark Modern' } as const;
const PROBE = 'Probe of pictures';

/** An extension whose readme shows one picture in each way that needs no network. Its file is the caller's to remove. */
async function packedPictures(): Promise<string> {
	const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-pictures-'));
	const icon = fs.readFileSync(path.join(root, 'media/icon.png'));
	const files = {
		'package.json': JSON.stringify({
			...{ name: 'pictures-probe', displayName: PROBE, publisher: 'probe', version: '0.0.1', license: 'MIT' },
			engines: { vscode: '*' },
		}),
		'README.md': `# Probe\n\n![by path](icon.png) ![in the text](data:image/png;base64,${icon.toString('base64')}) [file](other.md)\n`,
		'other.md': '# Other\n',
		'icon.png': icon,
	};
	for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(cwd, name), content);
	const packagePath = path.join(cwd, 'pictures-probe.vsix');
	await createVSIX({ cwd, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true, rewriteRelativeLinks: false });
	return packagePath;
}

/** VS Code's page of an installed extension: the frame that shows its readme. */
async function openDetails(page: Page, name: string, heading: string): Promise<Frame> {
	await command(page, 'Extensions: Show Installed Extensions');
	const row = page
		.locator('.extensions-list .monaco-list-row')
		.filter({ has: page.locator('.name', { hasText: new RegExp(`^${name}$`) }) });
	await row.first().click({ timeout: 90_000 });
	return webview(page, heading);
}

/** What VS Code says of an extension beside its name, and what its page leaves of the readme. */
export const detailsScenario = (vsix: string): Promise<Counts> =>
	runScenario('details', async (scenario, onEnd) => {
		const probe = await packedPictures();
		onEnd(() => fs.rmSync(path.dirname(probe), { recursive: true, force: true }));
		const environment = await Environment.create(scenario, vsix, { withoutDemo: true, beside: [probe] });
		onEnd(() => environment.close());
		const page = await environment.open();
		let readme!: Frame;

		await scenario.step('the page stands whole: no picture that does not load, no link that leads nowhere', async () => {
			readme = await openDetails(page, 'Routoo', 'h2#three-steps');
			assert.equal(await readme.locator('img, video').count(), 0);
			assert.equal(await readme.locator('a:not([href])').count(), 0);
			assert.ok((await readme.locator('pre').count()) >= 3, 'the pictures in letters');
			const icon = page.locator('.extension-editor .header img.icon').first();
			await until('the icon', () => icon.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth === 128));
			assert.equal(await page.locator('.extension-editor a[href*="not-yet-known"]').count(), 0);
		});

		await scenario.step('a link inside the page goes to its heading', async () => {
			await readme.locator('a[href="#limits"]').click();
			const top = async () => (await readme.locator('h2#limits').boundingBox())?.y ?? -1;
			const height = page.viewportSize()?.height ?? 0;
			await until('the heading in view', async () => (await top()) > 0 && (await top()) < height);
		});

		await scenario.step('screenshots in every theme', async () => {
			const dir = process.env.ROUTOO_SCREENSHOTS ?? path.join(resultsDir, 'screenshots');
			fs.mkdirSync(dir, { recursive: true });
			await readme.locator('#scroll-to-top').click();
			for (const [theme, label] of Object.entries(THEMES)) {
				await command(page, 'Preferences: Color Theme');
				await pick(page, 'Color Theme', label);
				await page.waitForTimeout(1500);
				await page.screenshot({ path: path.join(dir, `details-${theme}.png`) });
			}
		});

		// Why the page has none: should VS Code begin to show them, this says so.
		await scenario.step('VS Code shows no picture that an extension brings with it, and no link to its files', async () => {
			const other = await openDetails(page, PROBE, 'h1#probe');
			assert.equal(await other.locator('img').count(), 2);
			assert.equal(await other.locator('img[src]').count(), 0);
			assert.equal(await other.locator('p a[href]').count(), 0);
		});
	});
