// What of TensorFlow.js the lab needs, and nothing else: rebuild a Keras Sequential model, run it by WebAssembly or in
// plain JavaScript. Every kernel that such a model calls is registered by hand; a test runs the model on both backends.
import "@tensorflow/tfjs-core/dist/base_side_effects"
import "@tensorflow/tfjs-layers/dist/layers/core" // Dense, Flatten, Activation
import "@tensorflow/tfjs-layers/dist/layers/convolutional"
import "@tensorflow/tfjs-layers/dist/layers/pooling"
import "@tensorflow/tfjs-layers/dist/layers/preprocessing/image_preprocessing" // Rescaling

import { env, registerKernel } from "@tensorflow/tfjs-core"
import { addConfig as cpuAdd } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Add"
import { castConfig as cpuCast } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Cast"
import { conv2DConfig as cpuConv2D } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Conv2D"
import { fusedConv2DConfig as cpuFusedConv2D } from "@tensorflow/tfjs-backend-cpu/dist/kernels/FusedConv2D"
import { _fusedMatMulConfig as cpuFusedMatMul } from "@tensorflow/tfjs-backend-cpu/dist/kernels/_FusedMatMul"
import { identityConfig as cpuIdentity } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Identity"
import { maxPoolConfig as cpuMaxPool } from "@tensorflow/tfjs-backend-cpu/dist/kernels/MaxPool"
import { multiplyConfig as cpuMultiply } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Multiply"
import { reshapeConfig as cpuReshape } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Reshape"
import { addConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Add"
import { castConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Cast"
import { conv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Conv2D"
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D"
import { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/_FusedMatMul"
import { identityConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Identity"
import { maxPoolConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/MaxPool"
import { multiplyConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply"
import { reshapeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape"
import "@tensorflow/tfjs-backend-cpu/dist/base"
import "@tensorflow/tfjs-backend-wasm/dist/base"

const KERNELS = [
  [cpuAdd, cpuCast, cpuConv2D, cpuFusedConv2D, cpuFusedMatMul, cpuIdentity, cpuMaxPool, cpuMultiply, cpuReshape],
  [addConfig, castConfig, conv2DConfig, fusedConv2DConfig, _fusedMatMulConfig, identityConfig, maxPoolConfig,
    multiplyConfig, reshapeConfig],
]
KERNELS.flat().forEach(registerKernel)
env().set("WASM_HAS_MULTITHREAD_SUPPORT", false) // its binary is not here

export { env, memory, setBackend, tensor, tidy } from "@tensorflow/tfjs-core"
export { setWasmPaths } from "@tensorflow/tfjs-backend-wasm/dist/backend_wasm"
export { LayersModel } from "@tensorflow/tfjs-layers/dist/engine/training"
export { modelFromJSON } from "@tensorflow/tfjs-layers/dist/models"
