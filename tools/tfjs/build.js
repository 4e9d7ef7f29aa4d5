// Writes docs/javascripts/vendor/tfjs: the bundle of `entry.js`, the WebAssembly binary with SIMD, and their checksums.
import { build } from "esbuild"
import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const here = fileURLToPath(new URL(".", import.meta.url))
const target = fileURLToPath(new URL("../../docs/javascripts/vendor/tfjs/", import.meta.url))
const BINARY = "tfjs-backend-wasm-simd.wasm"

// Threads need SharedArrayBuffer, which a page has only with headers that static hosts do not send.
const withoutThreads = {
  name: "without-threads",
  setup(builder) {
    builder.onLoad({ filter: /wasm-out.tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/ }, () => ({
      contents: "export const wasmWorkerContents = ''; export default undefined;",
    }))
  },
}

await build({
  absWorkingDir: here,
  entryPoints: ["entry.js"],
  bundle: true,
  format: "esm",
  target: "es2020",
  minify: true,
  legalComments: "none", // LICENSE stands beside it
  plugins: [withoutThreads],
  logOverride: { "import-is-undefined": "silent" },
  outfile: `${target}tfjs.js`,
})
// Compressed here, because not every host compresses WebAssembly.
const binary = readFileSync(`${here}node_modules/@tensorflow/tfjs-backend-wasm/dist/${BINARY}`)
writeFileSync(`${target}${BINARY}.gz`, gzipSync(binary, { level: 9 }))

const sums = ["tfjs.js", `${BINARY}.gz`].map((name) => `${sha256(readFileSync(target + name))}  ${name}\n`)
writeFileSync(`${target}SHA256SUMS`, sums.join(""))
console.log(`${sums.join("")}${sha256(binary)}  ${BINARY}, as published`)

function sha256(content) {
  return createHash("sha256").update(content).digest("hex")
}
