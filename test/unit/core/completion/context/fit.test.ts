import { describe, expect, it } from 'vitest';
import { buildContext } from '../../../../../src/core/completion/context/build.ts';
import { fitContext, tokensAtMost } from '../../../../../src/core/completion/context/fit.ts';
import { CONTEXT_TOKENS } from '../../../../../src/core/completion/engine.ts';
import { Bench, fillCandidate, position } from '../engine/support.ts';

const lines = (line: string, count: number): string => `${line}\n`.repeat(count);
const DENSE = {
	base64: lines('q83vEjRWeJq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0Vnia', 900),
	abbreviations: lines('ctx_mgr_cfg.rd_bfr_sz(ptr, lng_cnt, mx_wdth_px, hdr_vrsn);', 900),
	Hindi: lines('यह एक लंबा वाक्य है जो बहुत सारे शब्दों से बना है।', 900),
	Thai: lines('นี่คือประโยคยาวที่ประกอบด้วยคำจำนวนมากซึ่งไม่มีช่องว่าง', 900),
};
/** Of vocabularies of 100,000 and more words, measured: tokens a character at most. */
const DENSITY = { base64: 0.75, abbreviations: 0.5, Hindi: 0.8, Thai: 0.95 };

describe('a small context', () => {
	it.each(Object.keys(DENSE) as (keyof typeof DENSE)[])('of 2,048 tokens holds prompt and output: %s', async (kind) => {
		const bench = new Bench();
		bench.candidates = [fillCandidate('home/coder', { contextTokens: 2048 })];
		await bench.complete(position(`${DENSE[kind]}const x = `), 'manual');
		const { context, maxOutputTokens } = bench.requests[0]!;
		const units = context.prefix.length + context.suffix.length;
		expect(units).toBeGreaterThan(1000);
		expect(units * DENSITY[kind] + maxOutputTokens).toBeLessThan(2048);
		expect(tokensAtMost(context.prefix + context.suffix) + maxOutputTokens).toBeLessThan(2048);
		expect(context.prefix.endsWith('const x = ')).toBe(true);
	});

	it('leaves ordinary code and large contexts as they are', () => {
		const at = position(lines('export function nameOf(candidate: Candidate): string {', 200));
		const context = buildContext(at, [], CONTEXT_TOKENS);
		expect(fitContext(at, context, 32_768)).toBe(context);
		expect(fitContext(at, context, 2048 - 64 - 24)).toBe(context);
	});

	it('without any room is empty rather than too long', () => {
		const at = position('x'.repeat(500));
		expect(tokensAtMost(fitContext(at, buildContext(at, [], CONTEXT_TOKENS), 3).prefix)).toBeLessThanOrEqual(3);
	});
});
