import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { ensureChromium } from './tools.ts';

const ARGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-dev-shm-usage',
];

export const VIEWPORT = { width: 1400, height: 900 };

export async function launchBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath: await ensureChromium(), headless: true, args: ARGS });
}

/** A browser with a profile on disk: VS Code's server keeps secrets and window state in the browser's storage. */
export async function launchProfile(dir: string, viewport = VIEWPORT): Promise<BrowserContext> {
	return chromium.launchPersistentContext(dir, { executablePath: await ensureChromium(), headless: true, args: ARGS, viewport });
}
