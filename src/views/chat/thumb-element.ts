import { html, LitElement, type TemplateResult } from 'lit';
import { imageType } from '../../protocol/images.ts';
import { blobOf } from './image-draw.ts';

/** Pixels of the screen; drawn at twice that for dense ones. */
const EDGE = 18;

/** A small image on a canvas: the page's policy allows no images, so that nothing of an answer can load one. */
export class ThumbElement extends LitElement {
	static override properties = { data: {}, label: {} };
	/** Base64 of a PNG or JPEG. */
	declare data: string;
	/** What it is, for who does not see it. */
	declare label: string;

	constructor() {
		super();
		this.data = '';
		this.label = '';
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		return html`<canvas class="thumb" width=${2 * EDGE} height=${2 * EDGE} role="img" aria-label=${this.label}></canvas>`;
	}

	protected override updated(): void {
		void this.#draw(this.data);
	}

	async #draw(data: string): Promise<void> {
		const type = imageType(data);
		if (type !== 'image/png' && type !== 'image/jpeg') return;
		const bitmap = await createImageBitmap(new Blob([blobOf(data)], { type })).catch(() => null);
		const canvas = this.querySelector('canvas');
		const context = canvas?.getContext('2d');
		if (bitmap !== null && canvas != null && context != null && data === this.data) {
			// Fills the square, from the middle.
			const scale = Math.max(canvas.width / bitmap.width, canvas.height / bitmap.height);
			const [width, height] = [bitmap.width * scale, bitmap.height * scale];
			context.clearRect(0, 0, canvas.width, canvas.height);
			context.drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
		}
		bitmap?.close();
	}
}
