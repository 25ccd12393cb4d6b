// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FromChat } from '../../../src/protocol/chat.ts';
import type { ImageRefusal } from '../../../src/protocol/images.ts';
import type { Drawn } from '../../../src/views/chat/image-draw.ts';
import { ImageIntake } from '../../../src/views/chat/image-intake.ts';

const drawn: Drawn = { mediaType: 'image/png', data: 'iVBORw0KGgo=', thumb: 'iVBORw0KGgo=', cut: null };
let posted: FromChat[];
let answers: (Drawn | ImageRefusal | Error)[];
let intake: ImageIntake;
let element: HTMLElement;

beforeEach(() => {
	posted = [];
	answers = [];
	element = document.createElement('div');
	document.body.append(element);
	intake = new ImageIntake(
		Object.assign(element, { addController: () => {} }) as never,
		(message) => posted.push(message),
		async () => {
			const answer = answers.shift() ?? drawn;
			if (answer instanceof Error) throw answer;
			return answer;
		},
	);
	intake.hostConnected();
});
afterEach(() => {
	intake.hostDisconnected();
	element.remove();
});

const later = () => new Promise((resolve) => setTimeout(resolve, 20));
const file = (name: string, type = 'image/png'): File => new File(['x'], name, { type });
const given = (files: readonly File[], texts: Readonly<Record<string, string>> = {}) => ({
	files,
	items: files.map((one) => ({ kind: 'file', type: one.type, getAsFile: () => one })),
	types: [...Object.keys(texts), ...(files.length > 0 ? ['Files'] : [])],
	getData: (type: string) => texts[type] ?? '',
	dropEffect: 'none',
});
function dispatch(target: EventTarget, type: string, more: object): Event {
	const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), more);
	target.dispatchEvent(event);
	return event;
}

describe('paste', () => {
	it('draws an image anew and hands it on; what was done to it goes along', async () => {
		answers = [{ ...drawn, cut: 'scaled to 1568 px' }];
		const event = dispatch(element, 'paste', { clipboardData: given([file('image.png')]) });
		await later();
		expect(event.defaultPrevented).toBe(true);
		expect(posted).toEqual([
			{ type: 'attachImage', name: 'image.png', mediaType: 'image/png', data: drawn.data, thumb: drawn.thumb, cut: 'scaled to 1568 px' },
		]);
	});

	it('leaves text alone, also where a picture of it lies beside, and what is no image', async () => {
		for (const clipboardData of [
			given([file('table.png')], { 'text/plain': '1\t2' }),
			given([]),
			given([file('a.pdf', 'application/pdf')]),
			null,
		]) {
			expect(dispatch(element, 'paste', { clipboardData }).defaultPrevented).toBe(false);
		}
		await later();
		expect(posted).toEqual([]);
	});

	it('says why one is not taken, goes on with the next, and takes five', async () => {
		answers = ['type', new Error('broken'), drawn];
		const files = ['a.svg', 'b.png', 'c.png', 'd.png', '', 'f.png'].map((name) => file(name, 'image/png'));
		dispatch(element, 'paste', { clipboardData: given(files) });
		await later();
		expect(posted.map((one) => [one.type, 'name' in one ? one.name : '', 'why' in one ? one.why : ''])).toEqual([
			['imageRefused', 'f.png', 'count'],
			['imageRefused', 'a.svg', 'type'],
			['imageRefused', 'b.png', 'broken'],
			['attachImage', 'c.png', ''],
			['attachImage', 'd.png', ''],
			['attachImage', 'image', ''],
		]);
	});
});

describe('drag and drop', () => {
	const list = 'application/vnd.code.uri-list';

	it('says what to hold while dragging, and names files of the editor to the host', async () => {
		dispatch(window, 'dragover', { dataTransfer: given([], { [list]: 'x' }), shiftKey: false });
		expect(element.dataset.drop).toBe('Hold Shift to drop here');
		dispatch(window, 'dragover', { dataTransfer: given([], { [list]: 'x' }), shiftKey: true });
		expect(element.dataset.drop).toBe('Drop to attach');
		const texts = { [list]: '# from the explorer\r\nfile:///w/a.ts\r\nfile:///w/b.png\r\nfile:///w/a.ts\r\n' };
		dispatch(window, 'drop', { dataTransfer: given([file('b.png')], texts) });
		await later();
		expect(element.dataset.drop).toBeUndefined();
		expect(posted).toEqual([{ type: 'attachDropped', uris: ['file:///w/a.ts', 'file:///w/b.png'] }]);
	});

	it('takes images of other programs, and nothing of a dragged text', async () => {
		const event = dispatch(window, 'drop', { dataTransfer: given([], { 'text/plain': 'hello' }) });
		dispatch(window, 'dragover', { dataTransfer: given([], { 'text/plain': 'hello' }), shiftKey: true });
		expect([event.defaultPrevented, element.dataset.drop]).toEqual([false, undefined]);
		dispatch(window, 'drop', { dataTransfer: given([file('photo.jpg', 'image/jpeg')]) });
		await later();
		expect(posted.map(({ type }) => type)).toEqual(['attachImage']);
	});

	it('takes the image of a web page, which is named by its address', async () => {
		const address = { 'text/uri-list': 'https://example.com/photo.jpg' };
		dispatch(window, 'drop', { dataTransfer: given([file('photo.jpg', 'image/jpeg')], address) });
		dispatch(window, 'drop', { dataTransfer: given([], address) });
		await later();
		expect(posted.map(({ type }) => type).sort()).toEqual(['attachDropped', 'attachImage']);
	});

	it('draws what the host has read of the workspace', async () => {
		window.dispatchEvent(new MessageEvent('message', { data: { type: 'prepareImage', name: 'b.png', data: 'eA==' } }));
		window.dispatchEvent(new MessageEvent('message', { data: { type: 'prepareImage', name: 'bad.png', data: '%' } }));
		await later();
		expect(posted.map((one) => [one.type, 'name' in one ? one.name : ''])).toEqual([
			['attachImage', 'b.png'],
			['imageRefused', 'bad.png'],
		]);
	});
});
