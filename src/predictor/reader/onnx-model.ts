import { float, message, text, varint } from './protobuf.ts';

/** A model in ONNX (onnx/onnx.proto3, IR version 10) whose numbers lie in one file beside it. */
export interface OnnxModel {
	readonly nodes: readonly OnnxNode[];
	readonly tensors: readonly OnnxTensor[];
	readonly inputs: readonly OnnxValue[];
	readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
	readonly type: string;
	/** '' = of the standard. */
	readonly domain?: string;
	/** '' = left out. */
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	readonly whole?: Readonly<Record<string, number>>;
	readonly real?: Readonly<Record<string, number>>;
}

export type OnnxType = 'float' | 'uint8' | 'int32';

export interface OnnxTensor {
	readonly name: string;
	readonly type: OnnxType;
	readonly shape: readonly number[];
	/** Place in the file of numbers. */
	readonly offset: number;
	readonly bytes: number;
}

export interface OnnxValue {
	readonly name: string;
	readonly type: OnnxType;
	/** A name stands for a size that is known at the run. */
	readonly shape: readonly (number | string)[];
}

export const CONTRIB = 'com.microsoft';

const TYPES: Readonly<Record<OnnxType, number>> = { float: 1, uint8: 2, int32: 6 };

/** @param numbers name of the file of numbers, in the folder of the model */
export function encodeModel(model: OnnxModel, numbers: string): Buffer {
	const graph = [
		...model.nodes.map((node) => message(1, encodeNode(node))),
		text(2, 'reader'),
		...model.tensors.map((tensor) => message(5, encodeTensor(tensor, numbers))),
		...model.inputs.map((value) => message(11, encodeValue(value))),
		...model.outputs.map((value) => message(12, encodeValue(value))),
	];
	const opsets = [
		[text(1, ''), varint(2, 21)],
		[text(1, CONTRIB), varint(2, 1)],
	];
	return Buffer.concat([varint(1, 10), text(2, 'routoo'), message(7, graph), ...opsets.map((opset) => message(8, opset))]);
}

function encodeNode({ type, domain = '', inputs, outputs, whole = {}, real = {} }: OnnxNode): Buffer[] {
	return [
		...inputs.map((name) => text(1, name)),
		...outputs.map((name) => text(2, name)),
		text(3, outputs[0]!),
		text(4, type),
		...Object.entries(real).map(([name, value]) => message(5, [text(1, name), float(2, value), varint(20, 1)])),
		...Object.entries(whole).map(([name, value]) => message(5, [text(1, name), signedVarint(3, value), varint(20, 2)])),
		text(7, domain),
	];
}

/** The one negative attribute is an axis counted from the end; -1 is ten bytes of ones. */
function signedVarint(field: number, value: number): Buffer {
	if (value >= 0) return varint(field, value);
	if (value !== -1) throw new RangeError(`an attribute of ${value}`);
	return Buffer.from([field * 8, ...Array<number>(9).fill(255), 1]);
}

function encodeTensor({ name, type, shape, offset, bytes }: OnnxTensor, numbers: string): Buffer[] {
	const place = { location: numbers, offset: String(offset), length: String(bytes) };
	return [
		...shape.map((size) => varint(1, size)),
		varint(2, TYPES[type]),
		text(8, name),
		...Object.entries(place).map(([key, value]) => message(13, [text(1, key), text(2, value)])),
		varint(14, 1),
	];
}

function encodeValue({ name, type, shape }: OnnxValue): Buffer[] {
	const sizes = shape.map((size) => message(1, [typeof size === 'number' ? varint(1, size) : text(2, size)]));
	return [text(1, name), message(2, [message(1, [varint(1, TYPES[type]), message(2, sizes)])])];
}
