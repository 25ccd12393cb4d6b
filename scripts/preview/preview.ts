import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scenes, widthsOf } from './scenes.ts';
import { openStage } from './stage.ts';
import { type ThemeName, themes } from './themes.ts';

/**
 * Pictures of the views as VS Code would show them, under the host's own page and content security policy:
 *   npm run preview -- --out DIR [--only name,name] [--theme dark,light,contrast,contrastLight] [--width 300,420]
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
const chosen =
	(list: string | undefined): ((name: string) => boolean) =>
	(name) =>
		list === undefined || list.split(',').includes(name);
if (values.out === undefined) throw new Error('--out DIR is missing');
const out = values.out;
await mkdir(out, { recursive: true });
const stage = await openStage();
const problems: string[] = [];
try {
	for (const scene of scenes.filter(({ name }) => chosen(values.only)(name))) {
		for (const width of widthsOf(scene, values.width.split(',').map(Number))) {
			for (const theme of (Object.keys(themes) as ThemeName[]).filter(chosen(values.theme))) {
				const shown = await stage.show(scene, theme, width);
				await shown.page.screenshot({ path: join(out, `${scene.name}-${width}-${theme}.png`) });
				await shown.page.close();
				problems.push(...shown.problems.map((problem) => `${scene.name} ${width} ${theme}: ${problem}`));
			}
		}
	}
} finally {
	await stage.close();
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
