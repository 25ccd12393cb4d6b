import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Packages whose sources are typed: all are in package-lock.json with one version, under licences that let anyone read and study them (MIT, ISC, BSD, Apache-2.0), and
 * ship readable source. Only hashes, offsets and names of them are kept. `project` is what is split by in cross-validation: packages of one project share a style.
 */
export interface SourcePackage {
	readonly name: string;
	readonly project: string;
	/** Folder of the sources within the package, `.` for the package itself. */
	readonly folder: string;
}

const ONE_OF_A_PROJECT: readonly (readonly [name: string, folder: string])[] = [
	['zod', 'src/v4/core'],
	['happy-dom', 'src'],
	['mocha', 'lib'],
	['knip', 'dist'],
	['yaml', 'dist'],
	['jsonc-parser', 'lib/esm/impl'],
	['postcss', 'lib'],
	['ws', 'lib'],
	['semver', '.'],
	['js-yaml', 'lib'],
	['eventsource-parser', 'src'],
	['dompurify', 'src'],
	['qs', 'lib'],
	['parse5', 'dist'],
	['entities', 'src'],
	['protobufjs', 'src'],
	['highlight.js', 'lib/languages'],
	['underscore', 'modules'],
	['flatbuffers', 'ts'],
	['workerpool', 'src'],
	['smol-toml', 'dist'],
	['unbash', 'dist'],
	// Nothing uses it any more; it is installed so that its recorded session can be played.
	['cockatiel', 'dist'],
	['yargs', 'build/lib'],
	['@vscode/vsce', 'out'],
	['azure-devops-node-api', '.'],
];

export const SOURCE_PACKAGES: readonly SourcePackage[] = [
	...ONE_OF_A_PROJECT.map(([name, folder]) => ({ name, project: name, folder })),
	{ name: 'ai', project: 'ai', folder: 'src' },
	{ name: '@ai-sdk/openai', project: 'ai', folder: 'src' },
	{ name: '@ai-sdk/provider-utils', project: 'ai', folder: 'src' },
	{ name: '@azure/msal-browser', project: 'msal', folder: 'src' },
	{ name: '@azure/msal-common', project: 'msal', folder: 'src' },
	{ name: '@azure/msal-node', project: 'msal', folder: 'src' },
	{ name: 'onnxruntime-web', project: 'onnxruntime', folder: 'lib' },
	{ name: 'onnxruntime-common', project: 'onnxruntime', folder: 'lib' },
	{ name: '@huggingface/jinja', project: 'huggingface', folder: 'src' },
	{ name: '@huggingface/transformers', project: 'huggingface', folder: 'src' },
];

const SOURCE = /\.(ts|mts|js|mjs|cjs)$/;
const NO_SOURCE = /\.d\.[cm]?ts$|\.min\.|\.test\.|\.bundle\.|generated|\/node_modules\//;
const MIN_BYTES = 3000;
const MAX_BYTES = 100_000;
/** A longer line is no line that a person types. */
const MAX_LINE = 240;

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** Version of an installed package; null where it is not installed. */
export function installedVersion(modules: string, name: string): string | null {
	const file = join(modules, name, 'package.json');
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : null;
}

/** Paths within the package of the files that a person could have typed, in a fixed order. */
export function sourcePaths(modules: string, { name, folder }: SourcePackage): string[] {
	const root = join(modules, name);
	const base = join(root, folder);
	if (!existsSync(base)) return [];
	return readdirSync(base, { recursive: true, encoding: 'utf8' })
		.map((file) => join(folder, file).replaceAll('\\', '/'))
		.filter((file) => SOURCE.test(file) && !NO_SOURCE.test(file) && isTypable(join(root, file)))
		.sort();
}

function isTypable(file: string): boolean {
	const stat = statSync(file);
	if (!stat.isFile() || stat.size < MIN_BYTES || stat.size > MAX_BYTES) return false;
	return readFileSync(file, 'utf8')
		.split('\n')
		.every((line) => line.length <= MAX_LINE);
}

export const languageOf = (path: string): string => (/\.[cm]?ts$/.test(path) ? 'typescript' : 'javascript');
