import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import type { PredictorFile } from '../src/predictor/predictor-file.ts';
import { embedAll } from './encoder/embeddings.ts';
import { MODELS } from './kit/checkout.ts';
import { outputLengths } from './lengths/head.ts';
import { writeManifest } from './write/manifest.ts';

/**
 * npm run -s train:lengths -- --data DIR
 * Fits the lengths of answers anew on the encoder that ships and writes them into models/predictor.json, whose other parts stay.
 */
const { values: args } = parseArgs({ options: { data: { type: 'string' } } });
if (!args.data) throw new Error('--data names the folder of recorded sets.');
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const file = path.join(MODELS, 'predictor.json');
const before = JSON.parse(readFileSync(file, 'utf8')) as PredictorFile;
const lengths = await outputLengths(args.data, catalog, (texts) => embedAll(texts, MODELS));
writeFileSync(file, `${JSON.stringify({ ...before, outputLength: lengths })}\n`);
await writeManifest(MODELS);
console.log(
	JSON.stringify({ visible: lengths.visible, thinking: lengths.thinking, spread: lengths.request!.spread, rows: lengths.request!.rows }),
);
