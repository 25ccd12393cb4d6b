import { dollarsFromMicros } from '../core/base/micros.ts';
import type { Cut } from '../core/gateway/types.ts';
import { effortOfId } from '../core/model/efforts.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';
import type { Headers } from './reply.ts';
import type { RoutingNote } from './wire.ts';

/** Characters of one header; models' names come from servers. */
const MAX_HEADER = 300;

export interface NoteOf {
	readonly run: string | null;
	readonly requestedModel: string | null;
	/** In the client's word, null where it asked for none. */
	readonly effort?: string | null;
	/** µ$, null before the end and where nothing was booked. */
	readonly cost?: number | null;
	readonly cut?: Cut | undefined;
}

export function noteOf(line: RoutingLine, { run, requestedModel, effort = null, cost = null, cut }: NoteOf): RoutingNote {
	const { candidateId, modelName, recipient, quality, expectedCost, maxCost, reason, fallbackNote } = line;
	return {
		model: candidateId,
		name: modelName,
		recipient,
		quality: { mean: round(quality.mean), low: round(quality.low), high: round(quality.high) },
		expectedCostUsd: dollars(expectedCost),
		maxCostUsd: dollars(maxCost),
		costUsd: dollars(cost),
		reason: fallbackNote === null ? reason : `${fallbackNote} ${reason}`,
		run,
		requestedModel,
		...(effort === null ? {} : { effort: { requested: effort, used: effortOfId(candidateId) ?? 'default' } }),
		...(cut === undefined ? {} : { cut }),
	};
}

/** The decision for whoever reads headers: ASCII alone, bounded, without anything that ends a line. */
export function noteHeaders(note: RoutingNote | null): Headers {
	if (note === null) return {};
	const { model, name, quality, expectedCostUsd, maxCostUsd, reason, run, requestedModel, effort } = note;
	const said: Record<string, string | null> = {
		'x-routoo-model': model,
		'x-routoo-name': name,
		'x-routoo-quality': `${quality.mean}; ${quality.low}-${quality.high}`,
		'x-routoo-expected-cost-usd': decimal(expectedCostUsd),
		'x-routoo-max-cost-usd': decimal(maxCostUsd),
		'x-routoo-reason': reason,
		'x-routoo-run': run,
		'x-routoo-requested-model': requestedModel,
		'x-routoo-requested-effort': effort?.requested ?? null,
		'x-routoo-effort': effort?.used ?? null,
	};
	return Object.fromEntries(Object.entries(said).flatMap(([key, value]) => (value === null ? [] : [[key, headerText(value)]])));
}

/** ASCII alone, bounded, in one line. */
export function headerText(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/[\u2010-\u2015]/g, '-')
		.replace(/[\u2018\u2019]/g, "'")
		.replace(/[\u201c\u201d]/g, '"')
		.replace(/\p{M}/gu, '')
		.replace(/\s+/g, ' ')
		.replace(/[^\x20-\x7e]/g, '?')
		.slice(0, MAX_HEADER)
		.trim();
}

/** Never with an exponent. */
function decimal(usd: number | null): string | null {
	return usd === null ? null : usd.toFixed(6);
}

function dollars(micros: number | null): number | null {
	return micros === null ? null : dollarsFromMicros(micros);
}

function round(share: number): number {
	return Math.round(share * 10_000) / 10_000;
}
