import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../try/browser.ts';
import { asVsCode, bundleViews, serveViews, type ViewWindow } from './page.ts';
import type { Scene } from './scene.ts';
import { defaultRules, type ThemeName, themes } from './themes.ts';

/** Puts another theme on a page that is shown, as VS Code does when the user changes it. */
export async function dress(page: Page, theme: ThemeName): Promise<void> {
	await page.evaluate(
		({ variables, className }) => {
			const { document } = globalThis as unknown as ViewWindow;
			for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(`--vscode-${name}`, value);
			document.body.className = className;
			document.documentElement.style.setProperty('background', variables['sideBar-background'] ?? '');
		},
		{ ...themes[theme], variables: { ...cleared, ...themes[theme].variables } },
	);
}

/** An empty value takes away what another theme has set. */
const cleared: Readonly<Record<string, string>> = Object.fromEntries(
	Object.values(themes).flatMap(({ variables }) => Object.keys(variables).map((name) => [name, ''])),
);

async function act(page: Page, scene: Scene): Promise<void> {
	for (const message of scene.messages) {
		// An answer to a question must come after it: the list of files after the @.
		if (message.type === 'contextMatches') continue;
		await page.evaluate((data) => (globalThis as unknown as ViewWindow).postMessage(data, '*'), message as unknown);
	}
	await page.waitForTimeout(150);
	for (const selector of scene.click ?? []) await page.locator(selector).first().click();
	for (const key of scene.keys ?? []) await page.keyboard.press(key);
	for (const message of scene.answers ?? [])
		await page.evaluate((data) => (globalThis as unknown as ViewWindow).postMessage(data, '*'), message as unknown);
	for (const selector of scene.afterwards ?? []) await page.locator(selector).first().click();
	if (scene.type !== undefined) {
		await page.locator(scene.into ?? '.composer textarea').focus();
		for (const [index, line] of scene.type.split('\n').entries()) {
			if (index > 0) await page.keyboard.press('Shift+Enter');
			await page.keyboard.type(line);
		}
		if (scene.press !== undefined) await page.keyboard.press(scene.press);
		if (scene.typeAfter !== undefined) {
			await page.waitForTimeout(100);
			await page.keyboard.type(scene.typeAfter);
		}
	}
	if (scene.wait !== undefined) await page.locator(scene.wait).first().waitFor();
	for (const message of scene.messages) {
		if (message.type === 'contextMatches')
			await page.evaluate((data) => (globalThis as unknown as ViewWindow).postMessage(data, '*'), message as unknown);
	}
	await page.waitForTimeout(200);
}

/** A scene on the stage, and what went wrong on the way there. */
export interface Shown {
	readonly page: Page;
	readonly problems: string[];
}

/** A browser and the views as VS Code would show them, under the host's own page and content security policy. */
export interface Stage {
	/** Plays a scene; the caller closes its page. */
	show(scene: Scene, theme: ThemeName, width: number): Promise<Shown>;
	close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
	const folder = await mkdtemp(join(tmpdir(), 'routoo-preview-'));
	await bundleViews(folder);
	const { server, origin } = await serveViews(folder);
	const browser = await launchBrowser();
	return {
		show: (scene, theme, width) => show(browser, origin, scene, theme, width),
		close: async () => {
			await browser.close();
			server.close();
			await rm(folder, { recursive: true });
		},
	};
}

async function show(browser: Browser, origin: string, scene: Scene, theme: ThemeName, width: number): Promise<Shown> {
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
	return { page, problems };
}
