import type { ToolStep } from '../types.ts';
import { type Call, readCall } from './calls.ts';
import { readReport } from './read-report.ts';
import type { Report } from './report.ts';
import { copied } from './text.ts';

/** What was read of a step. The detector is asked after each step with all of them, and a result does not change. */
interface Reading {
	readonly mark: string;
	readonly call: Call;
	report: Report | null;
	/** Of which the report is, where it is not the step's result alone: characters. */
	length: number;
}

const KEPT = 1_000;
/** Of all reports that are kept, about so many; the oldest go first, which no later step is compared with. */
const CHARACTERS = 8_000_000;
const SAMPLES = 64;
const readings = new Map<string, Reading>();
/** Those with a report, the oldest first. */
const reported = new Set<Reading>();
let characters = 0;

/** The call of a step, as read before where it was. */
export function read(step: ToolStep): Reading {
	const id = copied(step.id, 200);
	const mark = copied(
		`${step.name.slice(0, 100)} ${step.isError} ${sampled(step.arguments)} ${step.result === null ? '-' : sampled(step.result)}`,
		400,
	);
	const kept = readings.get(id);
	if (kept?.mark === mark) return kept;
	const reading: Reading = { mark, call: readCall(step), report: null, length: 0 };
	if (kept !== undefined) forget(kept);
	readings.delete(id);
	readings.set(id, reading);
	if (readings.size > KEPT) {
		const [oldest, old] = readings.entries().next().value!;
		forget(old);
		readings.delete(oldest);
	}
	return reading;
}

/** `text`: what the step and others before it told together. */
export function reportOf(step: ToolStep, text: string = step.result ?? ''): Report {
	const reading = read(step);
	if (reading.report !== null && reading.length === text.length) return reading.report;
	forget(reading);
	const report = readReport(text);
	reading.report = report;
	reading.length = text.length;
	reported.add(reading);
	characters += weight(report);
	for (const oldest of reported) {
		if (characters <= CHARACTERS || oldest === reading) break;
		forget(oldest);
	}
	return report;
}

/** The report of a reading, which is most of it. */
function forget(reading: Reading): void {
	if (!reported.delete(reading)) return;
	characters -= weight(reading.report!);
	reading.report = null;
}

/** About so many characters are kept of it. */
function weight(report: Report): number {
	return report.failures.reduce(
		(sum, failure) => sum + failure.message.length + (failure.source?.length ?? 0) + 200,
		report.whole?.length ?? 0,
	);
}

/** Length, both ends and some characters between: ids are the calls' own, this only tells a step from one that borrows its id. */
function sampled(text: string): string {
	const stride = Math.max(1, Math.floor(text.length / SAMPLES));
	let sum = 0;
	for (let at = 0; at < text.length; at += stride) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
	return `${text.length} ${sum} ${text.slice(0, 24)} ${text.slice(-24)}`;
}
