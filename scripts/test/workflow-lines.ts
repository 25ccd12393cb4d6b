/** The `run` lines of .github/workflows, and what is known of each: one that is not in the table fails the unit tests. */
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ALL_TARGETS } from '../package/contents.ts';

export interface WorkflowLine {
	readonly workflow: string;
	readonly job: string;
	readonly run: string;
}

export interface Known {
	/** `heavy`: with `--all` only. `github`: it cannot run elsewhere, `why` says so. */
	readonly how: 'here' | 'heavy' | 'github';
	readonly why?: string;
	/** What is wrong in the folder of the checkout after the line; null = nothing. */
	check?(folder: string): string | null;
}

const read = (folder: string, file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');
const versionOf = (folder: string): string => (JSON.parse(read(folder, 'package.json')) as { version: string }).version;

/** The lines of a release that was just made of the changesets. */
function versioned(folder: string): string | null {
	const version = versionOf(folder);
	if (!read(folder, 'CHANGELOG.md').startsWith(`# Changelog\n\n## ${version}\n`)) return `CHANGELOG.md does not begin with ${version}`;
	if (fs.readdirSync(path.join(folder, '.changeset')).some((f) => f.endsWith('.md') && f !== 'README.md')) return 'a changeset is left';
	return (JSON.parse(read(folder, 'package-lock.json')) as { version: string }).version === version
		? null
		: 'the lock file has another version';
}

function allPacked(folder: string): string | null {
	const version = versionOf(folder);
	const files = [...ALL_TARGETS.map((target) => `routoo-${target}-${version}.vsix`), `routoo-${version}.tgz`];
	const missing = files.filter((file) => !fs.existsSync(path.join(folder, file)));
	return missing.length === 0 ? null : `no package for ${missing.join(', ')}`;
}

function notesOfOneVersion(folder: string): string | null {
	const headings = read(folder, 'notes.md').match(/^## .*/gm) ?? [];
	return headings.length === 1 && headings[0] === `## ${versionOf(folder)}`
		? null
		: `notes.md holds ${headings.join(', ') || 'no version'}`;
}

const VERSION = `$(node -p "require('./package.json').version")`;

export const KNOWN: Readonly<Record<string, Known>> = {
	'npm ci': { how: 'heavy' },
	'.ci/run': { how: 'heavy' },
	'npm test': { how: 'heavy' },
	'npm run test:clients': { how: 'heavy' },
	'npm run package -- --all --release': { how: 'heavy', check: allPacked },
	'npm run version': { how: 'here', check: versioned },
	[`git switch -c "release-${VERSION}"`]: { how: 'here' },
	[`git -c user.name=release -c user.email=release@localhost commit -am "Version ${VERSION}"`]: { how: 'here' },
	'git push --set-upstream origin HEAD': { how: 'here' },
	[`test "$GITHUB_REF_NAME" = "v${VERSION}"`]: { how: 'here' },
	"awk '/^## /{n++} n == 1' CHANGELOG.md > notes.md": { how: 'here', check: notesOfOneVersion },
	'gh pr create --fill': { how: 'github', why: 'it opens a pull request on GitHub with the token of the run' },
	'gh release create "$GITHUB_REF_NAME" --verify-tag --notes-file notes.md *.vsix routoo-*.tgz': {
		how: 'github',
		why: 'it publishes a release on GitHub with the token of the run',
	},
};

interface Workflow {
	readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] }>>;
}

function steps(folder: string) {
	return fs
		.globSync('*.{yml,yaml}', { cwd: folder })
		.sort()
		.flatMap((workflow) => {
			const { jobs } = parse(read(folder, workflow)) as Workflow;
			return Object.entries(jobs).flatMap(([job, each]) => each.steps.map((step) => ({ workflow, job, ...step })));
		});
}

/** Every `run` of every job below a folder of workflows, in order. */
export function runLines(folder: string): WorkflowLine[] {
	return steps(folder).flatMap(({ workflow, job, run }) => (run === undefined ? [] : [{ workflow, job, run: run.trim() }]));
}

/** Every action that the workflows use, as `owner/name@version`. */
export function actions(folder: string): string[] {
	return steps(folder).flatMap(({ uses }) => uses ?? []);
}
