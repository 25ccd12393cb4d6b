import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../try/browser.ts';
import { applyScenes } from './apply-scenes.ts';
import { chatScenes } from './chat-scenes.ts';
import { commandScenes } from './command-scenes.ts';
import { contextScenes } from './context-scenes.ts';
import { dashboardScenes } from './dashboard-scenes.ts';
import { firstStepsScenes } from './first-steps-scenes.ts';
import { modelsScenes } from './models-scenes.ts';
import { asVsCode, bundleViews, serveViews, type ViewWindow } from './page.ts';
import { runScenes } from './run-scenes.ts';
import type { Scene } from './scene.ts';
import { defaultRules, type ThemeName, themes } from './themes.ts';

/**
 * Pictures of the views as VS Code would show them, under the host's own page and content security policy:
 *   npm run preview -- --out DIR [--only name,name] [--theme dark,light,contrast] [--width 300,420]
 * Exits with 1 where a page logs an error, breaks its policy, opens a dialog or asks another server, so that it also serves as a check in a real browser.
 */
const { values } = parseArgs({
	options: {
		out: { type: 'string' },
		only: { type: 'string' },
		theme: { type: 'string', default: 'dark,light,contrast' },
		width: { type: 'string', default: '300,420' },
	},
});
async function act(page: Page, scene: Scene): Promise<void> {
	for (const message of scene.messages) {
		// An answer to a question must come after it: the list of files after the @.
		if (message.type === 'contextMatches') continue;
		await page.evaluate((data) => (globalThis as unknown as ViewWindow).postMessage(data, '*'), message as unknown);
	}
	await page.waitForTimeout(150);
	for (const selector of scene.click ?? []) await page.locator(selector).first().click();
	for (const message of scene.answers ?? [])
		await page.evaluate((data) => (globalThis as unknown as ViewWindow).postMessage(data, '*'), message as unknown);
	for (const selector of scene.afterwards ?? []) await page.locator(selector).first().click();
	if (scene.type !== undefined) {
		await page.locator('.composer textarea').focus();
		for (const [index, line] of scene.type.split('\n').entries()) {
			if (index > 0) await page.keyboard.press('Shift+Enter');
			await page.keyboard.type(line);
		}
		if (scene.press !== undefined) await page.keyboard.press(scene.press);
	}
	for (const message of scene.messages) {
		if (message.type === 'contextMatches')
			await page.evaluate((data) => (globalThis as unknown as ViewWindow).postMessage(data, '*'), message as unknown);
	}
	await page.waitForTimeout(200);
}

async function picture(
	browser: Browser,
	origin: string,
	scene: Scene,
	theme: ThemeName,
	width: number,
	out: string,
): Promise<readonly string[]> {
	// Without motion two runs give the same picture byte for byte, so that a change of the views can be compared.
	const page = await browser.newPage({ viewport: { width, height: scene.height ?? 620 }, deviceScaleFactor: 1.5, reducedMotion: 'reduce' });
	const problems: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
	});
	page.on('dialog', (dialog) => {
		problems.push(`a dialog says ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('request', (request) => {
		if (!request.url().startsWith(origin)) problems.push(`a request for ${request.url()}`);
	});
	page.on('pageerror', (error) => problems.push(String(error)));
	const { className, variables } = themes[theme];
	await page.addInitScript(asVsCode, { className, variables: { ...variables }, rules: defaultRules });
	await page.goto(`${origin}/${scene.view}.html`);
	await act(page, scene);
	const wide = await page.evaluate(() => (globalThis as unknown as ViewWindow).document.documentElement.scrollWidth);
	if (wide > width) problems.push(`the page is ${wide} px wide`);
	await page.screenshot({ path: join(out, `${scene.name}-${width}-${theme}.png`) });
	await page.close();
	return problems.map((problem) => `${scene.name} ${width} ${theme}: ${problem}`);
}

const chosen =
	(list: string | undefined): ((name: string) => boolean) =>
	(name) =>
		list === undefined || list.split(',').includes(name);
if (values.out === undefined) throw new Error('--out DIR is missing');
const out = values.out;
await mkdir(out, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'routoo-preview-'));
await bundleViews(folder);
const { server, origin } = await serveViews(folder);
const browser = await launchBrowser();
const problems: string[] = [];
try {
	const scenes = [
		...chatScenes,
		...applyScenes,
		...commandScenes,
		...contextScenes,
		...firstStepsScenes,
		...dashboardScenes,
		...runScenes,
		...modelsScenes,
	];
	for (const scene of scenes.filter(({ name }) => chosen(values.only)(name))) {
		const widths = values.width.split(',').map(Number);
		for (const width of scene.view === 'dashboard' ? [...widths, 900] : widths) {
			for (const theme of (Object.keys(themes) as ThemeName[]).filter(chosen(values.theme))) {
				problems.push(...(await picture(browser, origin, scene, theme, width, out)));
			}
		}
	}
} finally {
	await browser.close();
	server.close();
	await rm(folder, { recursive: true });
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
