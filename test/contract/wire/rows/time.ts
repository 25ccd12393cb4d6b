import { ON } from '../../../support/wire/adapters.ts';
import { byAdapter, type Group, type Row } from '../../../support/wire/rows.ts';
import {
	answer,
	begin,
	body,
	bytes,
	done,
	event,
	fails,
	finish,
	forever,
	hang,
	keeps,
	type Reply,
	raw,
	reasoning,
	type Step,
	streams,
	TEXT,
	text,
	usage,
	wait,
	whole,
} from '../../../support/wire/vocabulary.ts';

const LIMIT = 400;
const late = (name: string, reply: Reply, on: Row['on'] = ON.all): Row => ({
	name,
	on,
	reply,
	limits: { first: LIMIT },
	expect: fails('timeout', { words: /did not begin|within/ }),
});
const before = (name: string, step: Step, on?: Row['on']): Row => late(`${name}, and no text`, streams([forever(step)]), on);
const after = (name: string, step: Step, on: Row['on'] = ON.all): Row => ({
	name: `${name}, after some text`,
	on,
	reply: streams([text('The'), text(' sum'), forever(step)]),
	limits: { idle: LIMIT },
	expect: keeps('timeout', { words: /stopped in the middle|within/ }),
});
/** Anthropic counts the prompt in its first event: it is owed, and no second model is asked. */
const begunAndSilent = byAdapter(fails('timeout'), {
	anthropic: fails('timeout', { falls: false, source: ['tokens', 'estimate'], cost: [100, 110] }),
});
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';

/** Servers that keep one waiting: nothing hangs, whatever goes on beside the text. */
export const TIME: Group = {
	name: 'time',
	alone: true,
	rows: [
		late('silence before the headers', raw(hang)),
		late('silence within the headers', raw(bytes(HEAD), hang)),
		late('headers, one byte now and then', raw(bytes('HTTP/1.1 200 OK\r\nX-Slow: '), forever(bytes('a')))),
		late('silence behind the headers', streams([hang])),
		before('comments', bytes(': ping\n\n'), ON.events),
		before('line breaks', bytes('\n')),
		before('single bytes', bytes('x')),
		before('pings', event({ type: 'ping' }, 'ping'), ON.events),
		{ ...before('empty texts', text('')), expect: begunAndSilent },
		before('empty objects', event({}), ON.events),
		{
			...late('the first chunk, and then silence', streams([begin, hang])),
			expect: begunAndSilent,
		},
		{
			...late('an error with status 200 that never ends', streams([bytes('{"error":'), forever(bytes(' '))], { type: 'application/json' })),
			expect: fails('timeout badResponse brokenStream'),
		},
		late('100 Continue again and again', raw(forever(bytes('HTTP/1.1 102 Processing\r\n\r\n')))),
		after('silence', bytes('')),
		after('comments', bytes(': ping\n\n'), ON.events),
		after('line breaks', bytes('\n')),
		after('single bytes', bytes('x')),
		after('empty texts', text('')),
		after('empty objects', event({})),
		after('empty thoughts', reasoning(''), ON.chats),
		after('pings', event({ type: 'ping' }, 'ping'), ON.events),
		after('events of a new type', event({ type: 'brand_new' }), ON.events),
		{
			...after('counts', usage({ in: 100, out: 7 }), ['chat', 'openrouter', 'fill:suffix', 'fill:mistral', 'fill:template', 'fill:chat']),
			expect: keeps('timeout', { source: ['tokens', 'estimate'], cost: 128 }),
		},
		{
			name: 'text that comes slowly, but comes',
			on: ON.all,
			reply: streams([...[...TEXT].flatMap((letter) => [text(letter), wait(130)]), finish(), done]),
			limits: { idle: 1300 },
			expect: whole({ ended: 'stop' }),
		},
		{
			name: 'thoughts that come slowly, then the text',
			on: ON.chats,
			reply: streams([...'abcdefghijklm'.split('').flatMap((letter) => [reasoning(letter), wait(130)]), ...answer()]),
			limits: { idle: 1300 },
			expect: whole({ ended: 'stop', reasoning: 'abcdefghijklm' }),
		},
		{
			name: 'the first text just in time',
			on: ON.all,
			reply: streams([wait(500), ...answer()]),
			limits: { first: 4000 },
			expect: whole({ ended: 'stop' }),
		},
		{
			name: 'the finish, and then no [DONE] and no end of the connection',
			on: ON.choices,
			reply: streams([...answer().slice(0, -1), hang]),
			limits: { idle: LIMIT },
			expect: whole({ ended: 'stop' }),
		},
		{
			name: 'the finish, and then pings for ever',
			on: ON.choices,
			reply: streams([...answer().slice(0, -1), forever(bytes(': ping\n\n'))]),
			limits: { idle: LIMIT },
			expect: whole({ ended: 'stop' }),
		},
		{
			name: 'a refusal that comes slowly',
			on: ON.all,
			reply: body('400 Bad Request', { error: { message: 'The engine does not like this.' } }, { packet: 9 }),
			expect: fails('badResponse', { words: /does not like/ }),
		},
	],
};
