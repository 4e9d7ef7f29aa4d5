/**
 * CRC-32, as in gzip and zip: ISO 3309, the polynomial 0xEDB88320 with its bits reversed.
 *
 * @param {Uint8Array} content
 * @returns {number} 0 to 2³² - 1
 */
export function crc32(content) {
  let remainder = ~0
  for (const byte of content) remainder = TABLE[(remainder ^ byte) & 255] ^ (remainder >>> 8)
  return ~remainder >>> 0
}

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1
  return byte
})
