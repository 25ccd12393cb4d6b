/**
 * `npm run test:workflows [-- --all]`: executes the `run` lines of .github/workflows, each job in a fresh copy of the checkout with a remote of
 * its own and with stand-ins for the addresses that are not known yet. `--all` also runs the heavy ones (`npm ci`, the whole test, all
 * packages: half an hour). It says of each line whether it ran; the last line is `N passed, N failed`.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readManifest, root } from '../kit/paths.ts';
import { main, run, runOrFail } from '../kit/run.ts';
import { PLACES } from '../package/placeholders.ts';
import { KNOWN, runLines, type WorkflowLine } from './workflow-lines.ts';

const MINUTE_MS = 60_000;

/** What a clone would hold, changes that are not committed included; a changeset is added, since a release needs one. */
async function checkout(folder: string, withModules: boolean): Promise<void> {
	const listed = await runOrFail('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root });
	for (const file of listed.split('\0')) {
		if (file !== '' && fs.existsSync(path.join(root, file))) fs.cpSync(path.join(root, file), path.join(folder, file));
	}
	for (const file of new Set(PLACES.map((place) => place.file))) {
		const full = path.join(folder, file);
		const text = fs.readFileSync(full, 'utf8').replaceAll('address-not-yet-known.invalid', 'example.com');
		fs.writeFileSync(full, text.replaceAll('@owner-not-yet-known', '@example'));
	}
	fs.writeFileSync(path.join(folder, '.changeset/planted.md'), '---\n"routoo": patch\n---\n\nPlanted by the test of the workflows.\n');
	if (withModules) fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
	const git = (...args: string[]): Promise<string> =>
		runOrFail('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], { cwd: folder });
	await git('init', '--quiet', '--initial-branch', 'main');
	// The linked node_modules is no folder, which is what .gitignore names.
	fs.appendFileSync(path.join(folder, '.git/info/exclude'), '/node_modules\n');
	await git('add', '--all');
	await git('commit', '--quiet', '--message', 'checkout');
	await git('init', '--quiet', '--bare', `${folder}.git`);
	await git('remote', 'add', 'origin', `${folder}.git`);
}

async function execute(line: string, cwd: string, heavy: boolean): Promise<string | null> {
	const env = { ...process.env, GITHUB_REF_NAME: `v${readManifest().version}` };
	const { code, output } = await run('bash', ['-e', '-c', line], { cwd, env, echo: heavy, timeoutMs: (heavy ? 45 : 2) * MINUTE_MS });
	if (code !== 0) return `exit code ${code}: ${output.trim().split('\n').slice(-5).join(' | ')}`;
	return KNOWN[line]?.check?.(cwd) ?? null;
}

main(async () => {
	const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
	const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-workflows-'));
	const counts = { passed: 0, failed: 0 };
	const jobs = Map.groupBy(runLines(path.join(root, '.github/workflows')), ({ workflow, job }: WorkflowLine) => `${workflow} ${job}`);
	for (const [name, lines] of jobs) {
		const folder = path.join(temporary, name.replaceAll(/\W/g, '-'));
		const known = lines.map(({ run: line }) => ({ line, ...(KNOWN[line] ?? { how: 'here' as const, why: '' }) }));
		const leftOut = new Set(known.filter(({ how }) => how === 'github' || (how === 'heavy' && !values.all)));
		if (leftOut.size < known.length) await checkout(folder, !values.all);
		for (const each of known) {
			const { line, how, why } = each;
			if (leftOut.has(each)) {
				console.log(`left out  ${name}: ${line} (${why ?? 'heavy; runs with --all'})`);
				continue;
			}
			const problem = await execute(line, folder, how === 'heavy');
			console.log(`${problem === null ? 'ok  ' : 'FAIL'} ${name}: ${line}${problem === null ? '' : `\n${problem}`}`);
			counts[problem === null ? 'passed' : 'failed']++;
			// As on GitHub: what follows builds on it.
			if (problem !== null) break;
		}
	}
	fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
	console.log(`${counts.passed} passed, ${counts.failed} failed`);
	return counts.failed === 0 ? 0 : 1;
});
