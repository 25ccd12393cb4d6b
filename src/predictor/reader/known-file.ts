import type { SourceFile } from './convert.ts';

/** A model file that the reading may be fitted on, and what is asked before it is downloaded. */
export interface KnownFile extends SourceFile {
	/** As it is named to the user. */
	readonly model: string;
	readonly publisher: string;
	/** SPDX expression. */
	readonly licence: string;
	readonly fileName: string;
	/** Pinned to one revision of its publisher's. */
	readonly address: string;
}

/**
 * The one file there is. Address, size and checksum are pinned alike by several independent public projects; the publisher's page itself
 * could not be reached when this was written, so the checksum, not the address, is what counts.
 */
export const READER_FILE: KnownFile = {
	model: 'Qwen2.5-Coder-0.5B-Instruct',
	publisher: 'Qwen (Alibaba)',
	licence: 'Apache-2.0',
	fileName: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
	address:
		'https://huggingface.co/Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/resolve/ebb2015119c907b064c512bf053e945850b5875f/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
	bytes: 491_400_064,
	sha256: '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32',
};
