import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogCandidates } from '../../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import type { Prediction } from '../../../src/core/routing/types.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../../../src/predictor/engine.ts';
import { chat, ROOT } from './model-folder.ts';

/** Ordinary things to ask an editor for, easy to hard; none of them stands in the training data. */
const ORDINARY = [
	'rename the variable tmp to remaining in this function',
	'what does the nullish coalescing operator do in TypeScript?',
	'write a unit test for the parseDuration helper',
	'add a loading spinner while the list is being fetched',
	'how do I sort an array of objects by two keys in JavaScript?',
	'convert this callback code to async/await',
	'why does my React component render twice?',
	'write a SQL query that returns the top five customers by revenue',
	'explain what this regular expression matches: ^\\d{3}-\\d{4}$',
	'refactor this class so that it no longer depends on the global logger',
	'write a bash script that removes files older than 30 days',
	'implement an LRU cache with O(1) get and put in Python',
	'fix the off-by-one error in my binary search',
	'write a Dockerfile for a Node 22 service with a multi-stage build',
	'design a rate limiter for a REST API that works across several instances',
	'find the race condition in this worker pool and explain how to fix it',
];

const LOG = Array.from(
	{ length: 12 },
	(_, i) =>
		`2024-03-1${i % 10}T04:5${i % 6}:0${i % 10}.${100 + i}Z 10.0.${i}.17 kube-node-${i} systemd[${1000 + i}]: eth0 rx=${7919 * i} tx=${104_729 * i} drop=0 0x${(48_271 * (i + 1)).toString(16)} ok`,
).join('\n');

/**
 * Swedish, Finnish and words that only sound like English are not among them: the encoder was drawn to read ten languages and slips like English,
 * and takes these for what they resemble.
 */
const STRANGE: Readonly<Record<string, readonly string[]>> = {
	'another script': [
		'напиши функцию, которая разворачивает связный список',
		'この関数を非同期に書き直してください',
		'اشرح لي الفرق بين العملية والخيط',
	],
	'a log file': [LOG, LOG.split('\n').slice(0, 4).join('\n')],
	gibberish: ['qwlk zrtp vbnm xxkd', '#@!% ^^^ ||| ~~~ &&&', 'lkjh sdfg poiu mnbv zxcq'],
	'an empty message': ['', ' \n\t\n '],
};

const MODELS = ['claude-haiku-4-5', 'gpt-4o-mini', 'llama-3.1-8b-instruct', 'claude-opus-4-8'];
const candidates: Candidate[] = [];
const predicted = new Map<string, Prediction>();
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const logit = (p: number) => Math.log(p / (1 - p));

/** Mean width over the models in logits: in points a sure thing near 100 % looks narrow for being near 100 %. */
function width(text: string): number {
	const qualities = predicted.get(text)!.candidates.map((entry) => entry.quality);
	return qualities.reduce((sum, { low, high }) => sum + logit(high) - logit(low), 0) / qualities.length;
}

beforeAll(async () => {
	const catalog = catalogCandidates(parseCatalog(JSON.parse(readFileSync(path.join(ROOT, 'models/catalog.json'), 'utf8'))));
	for (const id of MODELS) candidates.push(catalog.find((entry) => entry.catalogId === id && entry.effort === null)!);
	const engine = await PredictorEngine.load(checkoutFiles(ROOT));
	expect(engine.status.kind, JSON.stringify(engine.status)).toBe('ready');
	for (const text of [...ORDINARY, ...Object.values(STRANGE).flat()]) predicted.set(text, await engine.predict(chat(text), candidates));
	await engine.dispose();
});

describe('interval of a request', () => {
	it.each(Object.entries(STRANGE))('is wider for %s than for what people ask an editor for', (kind, texts) => {
		const usual = median(ORDINARY.map(width));
		const factors = texts.map((text) => width(text) / usual);
		console.log(`${kind}: ${factors.map((factor) => factor.toFixed(2)).join(', ')} times the usual width`);
		for (const [i, factor] of factors.entries()) expect(factor, texts[i]).toBeGreaterThan(1.1);
		expect(median(factors)).toBeGreaterThan(1.25);
	});
});
