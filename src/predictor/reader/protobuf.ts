/**
 * Writes messages in Protocol Buffers' wire form (protobuf.dev, "Encoding"), as far as a model in ONNX needs it. A field is the bytes that
 * it becomes; a message is its fields one after the other.
 */

/** A whole number from 0 to 2^53. */
export function varint(field: number, value: number): Buffer {
	return Buffer.concat([encoded(field * 8), encoded(value)]);
}

/** A number in single precision. */
export function float(field: number, value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeFloatLE(value);
	return Buffer.concat([encoded(field * 8 + 5), bytes]);
}

export function text(field: number, value: string): Buffer {
	return bytes(field, Buffer.from(value));
}

export function message(field: number, fields: readonly Buffer[]): Buffer {
	return bytes(field, Buffer.concat(fields));
}

function bytes(field: number, content: Buffer): Buffer {
	return Buffer.concat([encoded(field * 8 + 2), encoded(content.length), content]);
}

/** Seven bits a byte, the lowest first; by division, because sizes go beyond 32 bits. */
function encoded(value: number): Buffer {
	const out: number[] = [];
	for (let rest = value; ; rest = Math.floor(rest / 128)) {
		if (rest < 128) return Buffer.from([...out, rest]);
		out.push((rest % 128) | 128);
	}
}
