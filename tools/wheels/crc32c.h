/* CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), eight bytes a step ("slicing by 8"). */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t crc32c_table[8][256];

static void crc32c_fill_table(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc & 1) ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
    crc32c_table[0][byte] = crc;
  }
  for (int slice = 1; slice < 8; slice++)
    for (int byte = 0; byte < 256; byte++) {
      uint32_t before = crc32c_table[slice - 1][byte];
      crc32c_table[slice][byte] = (before >> 8) ^ crc32c_table[0][before & 255];
    }
}

/* Continue a checksum over more bytes; a new one starts with 0. */
static uint32_t crc32c_extend(uint32_t crc, const uint8_t *data, size_t length) {
  if (!crc32c_table[0][1]) crc32c_fill_table();
  crc = ~crc;
  for (; length >= 8; data += 8, length -= 8) {
    uint32_t words[2];
    memcpy(words, data, 8);
    words[0] ^= crc;
    crc = 0;
    for (int byte = 0; byte < 8; byte++) crc ^= crc32c_table[7 - byte][(words[byte / 4] >> (8 * (byte % 4))) & 255];
  }
  while (length--) crc = (crc >> 8) ^ crc32c_table[0][(crc ^ *data++) & 255];
  return ~crc;
}

static uint32_t crc32c_value(const uint8_t *data, size_t length) { return crc32c_extend(0, data, length); }
