/**
 * `npm run test:axe [-- --all] [--only name,name]`: holds every preview scene against the rules of axe-core, in every theme; the last line
 * says `N passed, N failed`. What is serious or critical, or takes the focus without a ring, fails its scene; what is moderate is printed.
 * Without `--all` a view is looked at in one width (chat 300 px, dashboard 900 px) and only colours in all four themes: nothing else depends
 * on one.
 */
import { parseArgs } from 'node:util';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { main } from '../kit/run.ts';
import type { Scene } from '../preview/scene.ts';
import { scenes, widthsOf } from '../preview/scenes.ts';
import { dress, openStage, type Stage } from '../preview/stage.ts';
import { type ThemeName, themes } from '../preview/themes.ts';

const NAMES = Object.keys(themes) as ThemeName[];
const FAILING: ReadonlySet<unknown> = new Set(['serious', 'critical']);

/**
 * Not asked of a view: it is a frame inside VS Code's own page, which has the landmarks and the first heading.
 */
const OF_THE_WHOLE_PAGE = ['landmark-one-main', 'page-has-heading-one', 'region', 'bypass'];

interface Finding {
	readonly id: string;
	readonly impact?: string | null;
	readonly help: string;
	readonly nodes: readonly { readonly html: string; readonly failureSummary?: string; readonly target: readonly unknown[] }[];
}

/** @param rules ids of the only rules to ask; null asks all */
async function findings(page: Page, rules: readonly string[] | null): Promise<readonly Finding[]> {
	const options = {
		resultTypes: ['violations'],
		rules: Object.fromEntries(OF_THE_WHOLE_PAGE.map((id) => [id, { enabled: false }])),
		...(rules === null ? {} : { runOnly: { type: 'rule', values: rules }, rules: {} }),
	};
	return page.evaluate(async (given) => {
		const { axe: inPage } = globalThis as unknown as { axe: { run(options: unknown): Promise<{ violations: Finding[] }> } };
		return (await inPage.run(given)).violations;
	}, options as unknown);
}

/** One line a finding, with the first elements that it is about. */
function inWords({ id, impact, help, nodes }: Finding, where: string): string {
	const shown = nodes.slice(0, 3).map(({ html, failureSummary = '', target }) => {
		const why = failureSummary.split('\n').slice(1, 3).join(' ').trim();
		return `\n    ${target.join(' ')}: ${html
			.replace(/<!--.*?-->/g, '')
			.replace(/\s+/g, ' ')
			.slice(0, 160)}\n      ${why.slice(0, 220)}`;
	});
	return `${where}: ${impact} ${id}, ${help} (${nodes.length})${shown.join('')}`;
}

/** Stops of Tab that are looked at from the top of a page. */
const STOPS = 12;

/** In the page: the element that has the focus, in words, and whether it shows that; null where the page itself has it. */
const AT_FOCUS = `(() => {
	let at = document.activeElement;
	while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
	if (at === null || at === document.body) return null;
	const shows = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && !/, 0\\)$|^transparent$/.test(style.outlineColor);
	const host = at.getRootNode().host;
	const ring = [at, ...(host ? [host] : [])].some((one) => [null, '::after', '::before'].some((part) => shows(getComputedStyle(one, part))));
	// The box of the composer is ringed by its frame, in the colour of the focus.
	const frame = at.closest('.composer-frame');
	return { ring: ring || frame !== null, what: at.outerHTML.replace(/<!--.*?-->/g, '').slice(0, 140) };
})()`;

/** What takes the focus by Tab and does not show it. */
async function withoutRing(page: Page): Promise<readonly string[]> {
	const found: string[] = [];
	for (let stop = 0; stop < STOPS; stop++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate<{ ring: boolean; what: string } | null>(AT_FOCUS);
		if (at === null) break;
		if (!at.ring) found.push(at.what);
	}
	return found;
}

/** Plays a scene once in a width and looks at it in every theme. */
async function look(stage: Stage, scene: Scene, width: number, everyRule: boolean): Promise<{ failed: string[]; told: string[] }> {
	const failed: string[] = [];
	const told: string[] = [];
	const { page, problems } = await stage.show(scene, NAMES[0] as ThemeName, width);
	failed.push(...problems.map((problem) => `${scene.name} ${width}: ${problem}`));
	await page.evaluate(axe.source);
	for (const theme of NAMES) {
		await dress(page, theme);
		const all = await findings(page, everyRule || theme === NAMES[0] ? null : ['color-contrast', 'link-in-text-block']);
		for (const finding of all) {
			const line = inWords(finding, `${scene.name} ${width} ${theme}`);
			if (FAILING.has(finding.impact)) failed.push(line);
			else if (finding.impact === 'moderate') told.push(line);
		}
	}
	await dress(page, 'contrast');
	for (const what of await withoutRing(page)) failed.push(`${scene.name} ${width} contrast: has the focus and does not show it: ${what}`);
	await page.close();
	return { failed, told };
}

main(async () => {
	const { values } = parseArgs({ options: { all: { type: 'boolean', default: false }, only: { type: 'string' } } });
	const only = values.only?.split(',');
	const jobs = scenes
		.filter(({ name }) => only?.includes(name) ?? true)
		.flatMap((scene) => {
			const widths = values.all ? widthsOf(scene, [300, 420]) : widthsOf(scene, [300]).slice(-1);
			return widths.map((width) => ({ scene, width }));
		});
	const stage = await openStage();
	let passed = 0;
	let failed = 0;
	const queue = jobs.values();
	const work = async (): Promise<void> => {
		for (const { scene, width } of queue) {
			const result = await look(stage, scene, width, values.all);
			for (const line of result.told) console.log(`     ${line}`);
			for (const line of result.failed) console.log(`FAIL ${line}`);
			if (result.failed.length === 0) passed++;
			else failed++;
		}
	};
	try {
		await Promise.all([work(), work()]);
	} finally {
		await stage.close();
	}
	console.log(`${passed} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
});
