import { html, nothing, type TemplateResult } from 'lit';
import { attachmentLabel, type Turn } from '../../protocol/chat.ts';

/** What went along with a message that was sent. */
export function sentChip(attached: Turn['attachments'][number]): TemplateResult {
	const label = attachmentLabel(attached);
	const { image, cut } = attached;
	const picture = image === undefined ? nothing : html`<routoo-thumb .data=${image.thumb} .label=${`Picture of ${label}`}></routoo-thumb>`;
	const mark = cut === undefined || image !== undefined ? nothing : html` <span class="chip-cut">cut</span>`;
	return html`<span class="chip" title=${sentWords(attached)}>${picture}${label}${mark}</span>`;
}

function sentWords({ path, cut, open, image }: Turn['attachments'][number]): string {
	const size = image === undefined ? [] : [`${image.width} by ${image.height} pixels`];
	return [path, ...size, ...(open ? ['open in the editor'] : []), ...(cut === undefined ? [] : [cut])].join(', ');
}
