// The part of TensorFlow.js that the lab uses; see tools/tfjs/entry.js.

export interface Tensor {
  dataSync(): Float32Array
}
export interface Layer {
  output: unknown
  weights: { shape: number[] }[]
  setWeights(weights: Tensor[]): void
}
export class LayersModel {
  constructor(parts: { inputs: unknown; outputs: unknown; name?: string })
  inputs: unknown
  getLayer(name: string): Layer
  apply(input: Tensor): any // one tensor, or as many as the model has outputs
}
export function env(): { getAsync(flag: string): Promise<boolean | number> }
export function memory(): { numTensors: number; numBytes: number }
export function modelFromJSON(config: object): Promise<LayersModel>
export function setBackend(name: string): Promise<boolean>
export function setWasmPaths(files: Record<string, string>): void
export function tensor(values: Float32Array, shape: number[]): Tensor
export function tidy<T>(work: () => T): T
