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

const RULE = '-'.repeat(80);

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
	const files = fs
		.readdirSync(dir)
		.filter((f) => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(f) && fs.statSync(path.join(dir, f)).isFile());
	const text = files.map((f) => fs.readFileSync(path.join(dir, f), 'utf8').trim()).join('\n\n');
	// Some manifests name none, and the file beside them says it.
	const license = manifest.license ?? (/^The MIT License \(MIT\)/.test(text) ? 'MIT' : null);
	if (!license) throw new ScriptError(`${folder} names no licence`);
	return { name: manifest.name, version: manifest.version, licence: license, text: text || textFromElsewhere({ ...manifest, license }) };
}

/** Licences that lie beside the project, because packages come without theirs. */
const TEXTS = path.join(import.meta.dirname, 'licences');

/** What a package without a licence file is licensed by. Throws where that is not known: it must not be shipped without. */
function textFromElsewhere({ name, version, license }: { name: string; version: string; license?: string }): string {
	// One project and one version, with the notices of what is linked into its binaries: from LICENSE and ThirdPartyNotices.txt of its release.
	if (/^onnxruntime-(node|web|common)$/.test(name)) {
		const file = path.join(TEXTS, `onnxruntime-${version}.txt`);
		if (!fs.existsSync(file)) throw new ScriptError(`${name} ${version} is not the version whose licence lies in scripts/package/licences`);
		return name === 'onnxruntime-common' ? 'As onnxruntime, in this list.' : fs.readFileSync(file, 'utf8').trim();
	}
	// Its package comes without the file that lies in its repository (microsoft/vscode-l10n, LICENSE).
	if (name === '@vscode/l10n') return fs.readFileSync(path.join(TEXTS, 'vscode-l10n.txt'), 'utf8').trim();
	if (license === 'Apache-2.0') return `Licensed under ${license}.`;
	throw new ScriptError(`${name} has no licence file: put its text into scripts/package/licences`);
}

/** A sentence that stands in the whole text of a licence. */
const WHOLE: Readonly<Record<string, RegExp>> = {
	MIT: /Permission is hereby granted, free of charge/,
	ISC: /Permission to use, copy, modify, and(?:\/or)? distribute this software/,
	'Apache-2.0': /TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION/,
	'BSD-3-Clause': /Redistribution and use in source and binary forms/,
	'BlueOak-1.0.0': /Blue Oak Model License/,
	'CC-BY-4.0': /Attribution 4\.0 International/,
	'(MPL-2.0 OR Apache-2.0)': /Apache License|Mozilla Public License/,
};

/**
 * Whole licences only: the Apache License wants a copy of itself, and many packages only name it. Throws for a licence that is not known
 * here, or a package whose text is not that of its licence.
 */
function withWholeText(part: ThirdParty): ThirdParty {
	const whole = WHOLE[part.licence];
	if (whole === undefined) throw new ScriptError(`${part.name} is under ${part.licence}: add it to scripts/package/notices.ts`);
	if (whole.test(part.text) || part.text.startsWith('As onnxruntime')) return part;
	if (part.licence !== 'Apache-2.0') throw new ScriptError(`${part.name} has no whole text of ${part.licence}`);
	return { ...part, text: `${part.text}\n\nThe whole text of the Apache License 2.0 stands at the end.` };
}

/** Files of models/ that every package holds; the rest is for training. */
export function shippedModels(): string[] {
	const lines = fs.readFileSync(path.join(root, '.vscodeignore'), 'utf8').matchAll(/^!models\/(.+)$/gm);
	return [...lines].map(([, name]) => name as string);
}

function readModels(): ThirdParty[] {
	const manifest = JSON.parse(fs.readFileSync(path.join(root, 'models/manifest.json'), 'utf8')) as {
		files: Record<string, { origin: string; licence: string }>;
	};
	const packed = shippedModels();
	const shipped = Object.entries(manifest.files).filter(([name]) => packed.includes(name));
	return shipped.map(([name, { origin, licence }]) => ({
		name: `models/${name}`,
		version: origin,
		licence,
		text: licence === 'MIT' ? fs.readFileSync(path.join(root, 'LICENSE'), 'utf8').trim() : `Licensed under ${licence}.`,
	}));
}

/** THIRD_PARTY_NOTICES.txt for what the metafiles and models/ contain. */
export function notices(metafiles: readonly Metafile[]): string {
	const parts = [...bundledPackages(metafiles).map(readPackage), ...readModels()].map(withWholeText);
	const body = parts.map((p) => `${RULE}\n${p.name} ${p.version}\n${p.licence}\n\n${p.text}\n`);
	const apache = fs.readFileSync(path.join(TEXTS, 'Apache-2.0.txt'), 'utf8');
	return `Routoo contains the following third-party software and data.\n\n${body.join('\n')}\n${RULE}\nThe Apache License 2.0\n${apache}`;
}
