import { beforeEach, describe, expect, it } from 'vitest';
import { NoticeHub } from '../../../../src/app/events.ts';
import { modelOptions } from '../../../../src/app/models/options.ts';
import { RestWatch } from '../../../../src/app/models/rest-watch.ts';
import { type ErrorKind, RoutooError } from '../../../../src/core/base/errors.ts';
import { Health } from '../../../../src/core/gateway/health.ts';
import { restInWords } from '../../../../src/core/gateway/rest-words.ts';
import { candidate } from '../fakes.ts';

const HOUR = 3_600_000;
const included = (wireModel: string) =>
	candidate(`vscode/${wireModel}`, { endpointId: 'vscode', wireModel, recipient: 'VS Code', local: false, included: true });
const GPT = included('copilot/gpt-5');
const MINI = included('copilot/gpt-5-mini');
const GEMINI = included('gemini-ext/gemini');
const ALL = [GPT, MINI, GEMINI];

let now: number;
let health: Health;
beforeEach(() => {
	now = new Date(2026, 10, 28, 13, 30).getTime();
	health = new Health({ now: () => now });
});

const failure = (kind: ErrorKind, scope: 'model' | 'vendor' | null) =>
	new RoutooError(kind, 'copilot/gpt-5 is blocked: the quota of its plan (copilot) is used up.', 'Wait.', { scope });

describe('a quota that is used up', () => {
	it('is said beside the model, which may be chosen all the same', () => {
		health.failed(GPT, failure('quota', 'vendor'), 'chat');
		const words = (c: typeof GPT) => {
			const rest = health.rest(c, 'chat');
			return rest === null ? null : restInWords(rest, now);
		};
		const options = modelOptions(ALL, { localOnly: false }, words).filter(({ id }) => id !== 'auto');
		const details = Object.fromEntries(options.map(({ id, detail, usable }) => [id, [detail, usable]]));
		expect(details[MINI.id]).toEqual(['quota used up; tried again at 14:30', true]);
		expect(details[GEMINI.id]).toEqual(['included', true]);
		expect(restInWords({ until: now + 24 * HOUR, error: failure('quota', null) }, now)).toBe(
			'quota used up; tried again on Nov 29 at 13:30',
		);
		expect(restInWords({ until: now + HOUR, error: failure('server', null) }, now)).toBeNull();
	});

	it('is told once, anew where its time changes, and taken back when it works again', () => {
		const hub = new NoticeHub(() => {});
		const told: string[] = [];
		hub.on(({ text: said, options }) => told.push(`${options.subject}: ${said}`));
		hub.onWithdrawn((subject) => told.push(`gone: ${subject}`));
		const watch = new RestWatch(health, { now: () => now }, hub);
		health.changed.on(() => watch.look());
		health.failed(GPT, failure('quota', 'vendor'), 'chat');
		health.failed(GPT, failure('quota', 'vendor'), 'completion');
		health.failed(MINI, failure('quota', 'vendor'), 'chat');
		health.failed(GEMINI, failure('server', null), 'chat');
		const subject = 'rest vendor vscode copilot';
		expect(told).toEqual([
			`${subject}: copilot/gpt-5 is blocked: the quota of its plan (copilot) is used up. Routoo asks others, and tries again at 14:30.`,
		]);
		health.worked(GEMINI, 'chat');
		expect(told).toHaveLength(1);
		health.worked(MINI, 'chat');
		expect(told.slice(1)).toEqual([`gone: ${subject}`]);
		health.failed(GPT, failure('quota', 'vendor'), 'chat');
		health.reset({ endpointId: 'vscode' });
		expect(told.slice(2).map((line) => line.split(':')[0])).toEqual([subject, 'gone']);
	});
});
