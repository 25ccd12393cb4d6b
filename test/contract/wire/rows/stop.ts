import { ON } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import { bytes, type Expected, flood, forever, hang, type Reply, raw, streams, text } from '../../../support/wire/vocabulary.ts';

/** What was sent may be charged: it is booked as far as it is known. */
const stopped = (said: string): Expected => ({
	state: 'cancelled',
	text: said,
	source: ['estimate', 'tokens'],
	cost: [100, 160],
	falls: false,
});
const row = (name: string, reply: Reply, said = '', on: Row['on'] = ON.all): Row => ({
	name,
	on,
	reply,
	stopMs: said === '' ? 250 : 1500,
	expect: stopped(said),
});

/** Stop works at once in every state, and asks no other model. */
export const STOP: Group = {
	name: 'stop',
	rows: [
		row('stopped before the headers', raw(hang)),
		row('stopped within the headers', raw(bytes('HTTP/1.1 200 OK\r\nX-Slow: '), forever(bytes('a')))),
		row('stopped behind the headers', streams([hang])),
		row('stopped while comments come', streams([forever(bytes(': ping\n\n'))]), '', ON.events),
		row(
			'stopped in a refusal that never ends',
			streams([bytes('{"error":"'), forever(bytes('x'))], { status: '500 Internal Server Error' }),
		),
		row('stopped in an event that never ends', streams([bytes('data: {"choices":"'), flood('x', 0.25), hang])),
		row('stopped in mid-answer, in silence', streams([text('The'), text(' sum'), hang]), 'The sum'),
		row(
			'stopped in mid-answer, while comments come',
			streams([text('The'), text(' sum'), forever(bytes(': ping\n\n'))]),
			'The sum',
			ON.events,
		),
	],
};
