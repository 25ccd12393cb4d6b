import fs from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from '../kit/paths.ts';
import { ScriptError } from '../kit/run.ts';

interface ThirdParty {
	readonly name: string;
	readonly version: string;
	readonly licence: string;
	readonly text: string;
}

const NODE_MODULES = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** Folders of the packages that really contribute bytes to an output. */
function bundledPackages(metafiles: readonly Metafile[]): string[] {
	const folders = new Set<string>();
	for (const metafile of metafiles) {
		for (const output of Object.values(metafile.outputs)) {
			for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
				const folder = NODE_MODULES.exec(input)?.[1];
				if (folder && (bytesInOutput > 0 || input.endsWith('.ttf'))) folders.add(folder);
			}
		}
	}
	return [...folders].sort();
}

function readPackage(folder: string): ThirdParty {
	const dir = path.join(root, folder);
	const manifest = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
		license?: string;
	};
	if (!manifest.license) throw new ScriptError(`${folder} names no licence`);
	const files = fs
		.readdirSync(dir)
		.filter((f) => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(f) && fs.statSync(path.join(dir, f)).isFile());
	const text = files.map((f) => fs.readFileSync(path.join(dir, f), 'utf8').trim()).join('\n\n');
	return { name: manifest.name, version: manifest.version, licence: manifest.license, text: text || `Licensed under ${manifest.license}.` };
}

function readModels(): ThirdParty[] {
	const manifest = JSON.parse(fs.readFileSync(path.join(root, 'models/manifest.json'), 'utf8')) as {
		files: Record<string, { origin: string; licence: string }>;
	};
	const packed = fs.readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n');
	const shipped = Object.entries(manifest.files).filter(([name]) => packed.includes(`!models/${name}`));
	return shipped.map(([name, { origin, licence }]) => ({
		name: `models/${name}`,
		version: origin,
		licence,
		text: `Licensed under ${licence}.`,
	}));
}

/** THIRD_PARTY_NOTICES.txt for what the metafiles and models/ contain. */
export function notices(metafiles: readonly Metafile[]): string {
	const parts = [...bundledPackages(metafiles).map(readPackage), ...readModels()];
	const body = parts.map((p) => `${'-'.repeat(80)}\n${p.name} ${p.version}\n${p.licence}\n\n${p.text}\n`);
	return `Routoo contains the following third-party software and data.\n\n${body.join('\n')}`;
}
