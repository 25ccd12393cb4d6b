import fs from 'node:fs';
import path from 'node:path';
import { KEYCHAIN } from '../../build/entries.ts';
import { root } from '../../kit/paths.ts';
import { withKnownAddresses } from '../placeholders.ts';

/** Oldest Node that it runs on, as major version: `bin/routoo.js` says so to an older one. */
export const LEAST_NODE = 24;

/** Folders and files of the package beside package.json. */
export const SHIPPED = ['bin', 'dist', 'models', 'README.md', 'LICENSE', 'THIRD_PARTY_NOTICES.txt'] as const;

/**
 * package.json of the npm package, with version and addresses of ours. No "type": `bin/routoo.js` is CommonJS to every Node, all else says
 * what it is by its ending. No scripts: nothing runs and nothing is downloaded while it is installed.
 */
export function npmManifest(): Readonly<Record<string, unknown>> {
	const project = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>> & {
		readonly devDependencies: Readonly<Record<string, string>>;
	};
	const ours = withKnownAddresses(project);
	return {
		name: ours.name,
		version: ours.version,
		description:
			'One local endpoint for your coding tools: each request goes to the cheapest model that is good enough, under a monthly budget.',
		license: ours.license,
		homepage: ours.homepage,
		repository: ours.repository,
		bugs: ours.bugs,
		keywords: ours.keywords,
		bin: { routoo: 'bin/routoo.js' },
		files: SHIPPED,
		engines: { node: `>=${LEAST_NODE}` },
		optionalDependencies: { [KEYCHAIN]: ours.devDependencies[KEYCHAIN] },
	};
}
