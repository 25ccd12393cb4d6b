import { readFileSync } from 'node:fs';
import { parseCatalog } from '../../../../src/core/model/load-catalog.ts';

const file = new URL('../../../../models/catalog.json', import.meta.url);

/** The catalog file as it ships, unparsed. */
export const shippedJson = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
export const shipped = parseCatalog(shippedJson);
