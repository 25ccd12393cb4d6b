import * as l10n from '@vscode/l10n';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import { type ImageRefusal, imageToPrepare, MOST_IMAGES } from '../../protocol/images.ts';
import { blobOf, type Drawn, drawAnew } from './image-draw.ts';

type Draw = (file: Blob) => Promise<Drawn | ImageRefusal>;

/** What VS Code's explorer puts beside the files of a drag, and what other programs do. */
const URI_LISTS = ['application/vnd.code.uri-list', 'text/uri-list'];
const MOST_URIS = 20;

/**
 * Pasted and dropped images and files, on the whole view. Images are drawn anew here, one after the other, before the host gets them; what
 * lies in the workspace is named to the host, which reads it by its own rules. While something is dragged over the view the element has
 * `data-drop`, what to do in words.
 */
export class ImageIntake implements ReactiveController {
	readonly #element: ReactiveControllerHost & HTMLElement;
	readonly #post: (message: FromChat) => void;
	readonly #draw: Draw;
	#queue: Promise<void> = Promise.resolve();

	constructor(element: ReactiveControllerHost & HTMLElement, post: (message: FromChat) => void, draw: Draw = drawAnew) {
		this.#element = element;
		this.#post = post;
		this.#draw = draw;
		element.addController(this);
	}

	hostConnected(): void {
		this.#element.addEventListener('paste', this.#onPaste);
		window.addEventListener('dragover', this.#onDrag);
		window.addEventListener('dragleave', this.#onLeave);
		window.addEventListener('drop', this.#onDrop);
		window.addEventListener('message', this.#onMessage);
	}

	hostDisconnected(): void {
		this.#element.removeEventListener('paste', this.#onPaste);
		window.removeEventListener('dragover', this.#onDrag);
		window.removeEventListener('dragleave', this.#onLeave);
		window.removeEventListener('drop', this.#onDrop);
		window.removeEventListener('message', this.#onMessage);
	}

	readonly #onPaste = (event: ClipboardEvent): void => {
		const given = event.clipboardData;
		// A table of a spreadsheet comes as text and as a picture of it: the text is meant.
		if (given === null || given.getData('text/plain') !== '') return;
		const files = imagesIn(given);
		if (files.length === 0) return;
		event.preventDefault();
		this.#take(files);
	};

	readonly #onDrag = (event: DragEvent): void => {
		const types = event.dataTransfer?.types ?? [];
		if (![...URI_LISTS, 'Files'].some((type) => types.includes(type))) return;
		event.preventDefault();
		if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
		// Without the key VS Code keeps a drag for itself: it shields webviews while one goes on (WebviewWindowDragMonitor).
		this.#element.dataset.drop = event.shiftKey ? l10n.t('Drop to attach') : l10n.t('Hold Shift to drop here');
	};

	readonly #onLeave = (event: DragEvent): void => {
		// Between two elements of the page the pointer comes from one of them.
		if (event.relatedTarget === null) delete this.#element.dataset.drop;
	};

	readonly #onDrop = (event: DragEvent): void => {
		delete this.#element.dataset.drop;
		const given = event.dataTransfer;
		if (given === null) return;
		const uris = urisIn(given);
		const files = [...given.files];
		if (uris.length === 0 && files.length === 0) return;
		event.preventDefault();
		// Of a file that is named the host reads the text as the editor holds it, and asks about a private one. An image of a web page is
		// named by its address, and lies here.
		const isWeb = uris.every((uri) => /^https?:/i.test(uri));
		if (uris.length > 0 && !(isWeb && files.length > 0)) this.#post({ type: 'attachDropped', uris });
		else this.#take(files);
	};

	readonly #onMessage = (event: MessageEvent): void => {
		const message = imageToPrepare.safeParse(event.data);
		if (!message.success) return;
		const { name, data } = message.data;
		this.#next(name, async () => blobOf(data));
	};

	#take(files: readonly File[]): void {
		for (const file of files.slice(0, MOST_IMAGES)) this.#next(file.name, async () => file);
		const more = files[MOST_IMAGES];
		if (more !== undefined) this.#post({ type: 'imageRefused', name: nameOf(more.name), why: 'count' });
	}

	/** One after the other: each may hold as much as a large photograph does when it is open. */
	#next(name: string, read: () => Promise<Blob>): void {
		this.#queue = this.#queue.then(async () => {
			const drawn = await read()
				.then(this.#draw)
				.catch((): ImageRefusal => 'broken');
			if (typeof drawn === 'string') {
				this.#post({ type: 'imageRefused', name: nameOf(name), why: drawn });
				return;
			}
			const { cut, ...image } = drawn;
			this.#post({ type: 'attachImage', name: nameOf(name), ...image, ...(cut === null ? {} : { cut }) });
		});
	}
}

function nameOf(name: string): string {
	return name.trim() === '' ? 'image' : name.slice(0, 200);
}

function imagesIn({ items }: DataTransfer): readonly File[] {
	return [...items].flatMap((item) => {
		const file = item.kind === 'file' && item.type.startsWith('image/') ? item.getAsFile() : null;
		return file === null ? [] : [file];
	});
}

/** Comments begin with "#" (RFC 2483). */
function urisIn(given: DataTransfer): string[] {
	for (const type of URI_LISTS) {
		const lines = given.getData(type).split(/\r?\n/);
		const uris = lines.filter((line) => line !== '' && !line.startsWith('#') && line.length <= 4000);
		if (uris.length > 0) return [...new Set(uris)].slice(0, MOST_URIS);
	}
	return [];
}
