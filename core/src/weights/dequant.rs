//! Weights as ggml stores them, turned into `f32` (block layouts: ggml's `ggml-quants.h` and its Python package `gguf`).
//!
//! Products and sums are taken in the order of the reference, so that results agree with it to the last bit.

use half::{bf16, f16};
use std::fmt;

/// How ggml stores the weights of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GgmlType {
    /// Single precision.
    F32,
    /// Half precision.
    F16,
    /// The upper half of single precision.
    BF16,
    /// 32 weights: scale, signed 4-bit values.
    Q4_0,
    /// 32 weights: scale, minimum, 4-bit values.
    Q4_1,
    /// 32 weights: scale, signed 8-bit values.
    Q8_0,
    /// 256 weights in 8 parts with 6-bit scales and minima, 4-bit values.
    Q4K,
    /// 256 weights in 16 parts with 8-bit scales, signed 6-bit values.
    Q6K,
    /// Any other type, by ggml's number for it; such weights cannot be read.
    Other(u32),
}

/// The types that can be read, as listed in messages.
pub(crate) const READABLE_TYPES: &str = "F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q4_K, Q6_K";

/// Weights in a block of the `_K` types.
const SUPER_BLOCK: usize = 256;

impl GgmlType {
    /// The type with ggml's number `code`.
    pub(crate) fn from_code(code: u32) -> Self {
        match code {
            0 => Self::F32,
            1 => Self::F16,
            2 => Self::Q4_0,
            3 => Self::Q4_1,
            8 => Self::Q8_0,
            12 => Self::Q4K,
            14 => Self::Q6K,
            30 => Self::BF16,
            other => Self::Other(other),
        }
    }

    /// Weights in a block and bytes of a block; nothing for a type that cannot be read.
    pub(crate) fn block(self) -> Option<(usize, usize)> {
        match self {
            Self::F32 => Some((1, 4)),
            Self::F16 | Self::BF16 => Some((1, 2)),
            Self::Q4_0 => Some((32, 18)),
            Self::Q4_1 => Some((32, 20)),
            Self::Q8_0 => Some((32, 34)),
            Self::Q4K => Some((SUPER_BLOCK, 144)),
            Self::Q6K => Some((SUPER_BLOCK, 210)),
            Self::Other(_) => None,
        }
    }

    /// The weights stored in `bytes`; nothing for a type that cannot be read. Bytes after the last whole block are left out.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Vec<f32>> {
        let (weights, size) = self.block()?;
        let mut out = Vec::with_capacity(bytes.len() / size * weights);
        for block in bytes.chunks_exact(size) {
            self.decode_block(block, &mut out);
        }
        Some(out)
    }

    fn decode_block(self, block: &[u8], out: &mut Vec<f32>) {
        match self {
            Self::F32 => out.push(f32::from_le_bytes([block[0], block[1], block[2], block[3]])),
            Self::F16 => out.push(half_at(block, 0)),
            Self::BF16 => out.push(bf16::from_le_bytes([block[0], block[1]]).to_f32()),
            Self::Q4_0 => decode_q4_0(block, out),
            Self::Q4_1 => decode_q4_1(block, out),
            Self::Q8_0 => decode_q8_0(block, out),
            Self::Q4K => decode_q4_k(block, out),
            Self::Q6K => decode_q6_k(block, out),
            Self::Other(_) => {}
        }
    }
}

impl fmt::Display for GgmlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::F32 => "F32",
            Self::F16 => "F16",
            Self::BF16 => "BF16",
            Self::Q4_0 => "Q4_0",
            Self::Q4_1 => "Q4_1",
            Self::Q8_0 => "Q8_0",
            Self::Q4K => "Q4_K",
            Self::Q6K => "Q6_K",
            Self::Other(code) => return write_other(*code, f),
        };
        f.write_str(name)
    }
}

fn write_other(code: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = match code {
        6 => "Q5_0",
        7 => "Q5_1",
        9 => "Q8_1",
        10 => "Q2_K",
        11 => "Q3_K",
        13 => "Q5_K",
        15 => "Q8_K",
        _ => return write!(f, "ggml type {code}"),
    };
    f.write_str(name)
}

fn half_at(bytes: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([bytes[at], bytes[at + 1]]).to_f32()
}

/// `d`, then 16 bytes: the low halves are weights 0 to 15, the high halves 16 to 31; `w = d (q - 8)`.
fn decode_q4_0(block: &[u8], out: &mut Vec<f32>) {
    let d = half_at(block, 0);
    let nibbles = &block[2..18];
    out.extend(nibbles.iter().map(|q| d * (f32::from(q & 0xF) - 8.0)));
    out.extend(nibbles.iter().map(|q| d * (f32::from(q >> 4) - 8.0)));
}

/// `d`, `m`, then 16 bytes as in Q4_0; `w = d q + m`.
fn decode_q4_1(block: &[u8], out: &mut Vec<f32>) {
    let (d, m) = (half_at(block, 0), half_at(block, 2));
    let nibbles = &block[4..20];
    out.extend(nibbles.iter().map(|q| d * f32::from(q & 0xF) + m));
    out.extend(nibbles.iter().map(|q| d * f32::from(q >> 4) + m));
}

/// `d`, then 32 signed bytes; `w = d q`.
fn decode_q8_0(block: &[u8], out: &mut Vec<f32>) {
    let d = half_at(block, 0);
    out.extend(block[2..34].iter().map(|q| d * f32::from(*q as i8)));
}

/// `d`, `dmin`, 12 bytes of packed 6-bit scales and minima, 128 bytes of 4-bit values in four runs of 32: the low halves of a
/// run are one part of 32 weights, the high halves the next; `w = d sc q - dmin m`.
fn decode_q4_k(block: &[u8], out: &mut Vec<f32>) {
    let (d, dmin) = (half_at(block, 0), half_at(block, 2));
    let packed = &block[4..16];
    for (run, bytes) in block[16..144].chunks_exact(32).enumerate() {
        let (scale, min) = scale_and_min(packed, 2 * run);
        let (dl, ml) = (d * scale, dmin * min);
        out.extend(bytes.iter().map(|q| dl * f32::from(q & 0xF) - ml));
        let (scale, min) = scale_and_min(packed, 2 * run + 1);
        let (dl, ml) = (d * scale, dmin * min);
        out.extend(bytes.iter().map(|q| dl * f32::from(q >> 4) - ml));
    }
}

/// Scale and minimum of a part. Parts 0 to 3 lie in the low six bits of bytes 0 to 7; parts 4 to 7 have four bits in bytes 8 to
/// 11 and their upper two in the bits left over.
fn scale_and_min(packed: &[u8], part: usize) -> (f32, f32) {
    let (scale, min) = if part < 4 {
        (packed[part] & 63, packed[part + 4] & 63)
    } else {
        let low = packed[part + 4];
        ((low & 0xF) | (packed[part - 4] >> 6 << 4), (low >> 4) | (packed[part] >> 6 << 4))
    };
    (f32::from(scale), f32::from(min))
}

/// 128 bytes of low 4 bits, 64 bytes of high 2 bits, 16 signed scales, `d`; `w = d sc (q - 32)`. Each half of 128 weights takes
/// 64 low bytes and 32 high bytes, read in four quarters of 32.
fn decode_q6_k(block: &[u8], out: &mut Vec<f32>) {
    let d = half_at(block, 208);
    for half in 0..2 {
        let low = &block[64 * half..64 * half + 64];
        let high = &block[128 + 32 * half..160 + 32 * half];
        let scales = &block[192 + 8 * half..200 + 8 * half];
        for quarter in 0..4 {
            let (low, low_shift) = (&low[32 * (quarter % 2)..], 4 * (quarter / 2));
            for i in 0..32 {
                let q = ((low[i] >> low_shift) & 0xF) | (((high[i] >> (2 * quarter)) & 3) << 4);
                let scale = f32::from(scales[2 * quarter + i / 16] as i8);
                out.push(d * scale * (f32::from(q) - 32.0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn halves(values: &[f32]) -> Vec<u8> {
        values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect()
    }

    #[test]
    fn plain_types_are_read_little_endian() {
        assert_eq!(GgmlType::F32.decode(&[0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]).unwrap(), [1.0, -2.0]);
        assert_eq!(GgmlType::F16.decode(&[0, 0x3C, 0, 0xC0]).unwrap(), [1.0, -2.0]);
        assert_eq!(GgmlType::BF16.decode(&[0x80, 0x3F, 0, 0xC0]).unwrap(), [1.0, -2.0]);
    }

    #[test]
    fn q4_0_counts_from_minus_eight_and_keeps_low_halves_first() {
        let mut block = halves(&[0.5]);
        block.extend([0xF0; 16]);
        let weights = GgmlType::Q4_0.decode(&block).unwrap();
        assert_eq!(weights[..16], [0.5 * -8.0; 16]);
        assert_eq!(weights[16..], [0.5 * 7.0; 16]);
    }

    #[test]
    fn q4_1_adds_the_minimum() {
        let mut block = halves(&[0.5, -2.0]);
        block.extend([0x31; 16]);
        let weights = GgmlType::Q4_1.decode(&block).unwrap();
        assert_eq!(weights[..16], [-1.5; 16]);
        assert_eq!(weights[16..], [-0.5; 16]);
    }

    #[test]
    fn q8_0_values_are_signed() {
        let mut block = halves(&[0.25]);
        block.extend((0..32).map(|i| if i % 2 == 0 { 4 } else { 0xFC }));
        let weights = GgmlType::Q8_0.decode(&block).unwrap();
        assert_eq!(weights.len(), 32);
        assert_eq!(weights[..4], [1.0, -1.0, 1.0, -1.0]);
    }

    #[test]
    fn q4_k_takes_scales_and_minima_of_late_parts_out_of_two_places() {
        let mut block = halves(&[1.0, 1.0]);
        // Part 0: scale 5, minimum 7. Part 4: scale 0b10_0011 = 35, minimum 0b01_0110 = 22, each with its upper two bits in the
        // bytes of part 0.
        let mut packed = [0_u8; 12];
        (packed[0], packed[4], packed[8]) = (0b1000_0101, 0b0100_0111, 0b0110_0011);
        block.extend(packed);
        block.extend([0x02; 128]);
        let weights = GgmlType::Q4K.decode(&block).unwrap();
        assert_eq!(weights.len(), 256);
        assert_eq!(weights[..32], [5.0 * 2.0 - 7.0; 32]);
        assert_eq!(weights[32..128], [0.0; 96]);
        assert_eq!(weights[128..160], [35.0 * 2.0 - 22.0; 32]);
    }

    #[test]
    fn q6_k_joins_four_low_and_two_high_bits() {
        // All weights: low bits 3, high bits 2, so q = 35 and w = d * scale * 3; the scale of part i is i - 8.
        let mut block = vec![0x33; 128];
        block.extend([0b1010_1010; 64]);
        block.extend((0..16).map(|part| (part - 8_i8) as u8));
        block.extend(halves(&[0.5]));
        let weights = GgmlType::Q6K.decode(&block).unwrap();
        let wanted: Vec<f32> = (0..256).map(|i| 0.5 * (i / 16 - 8) as f32 * 3.0).collect();
        assert_eq!(weights, wanted);
    }

    #[test]
    fn types_that_cannot_be_read_still_have_a_name() {
        assert_eq!(GgmlType::from_code(13).decode(&[0; 512]), None);
        assert_eq!(GgmlType::from_code(13).to_string(), "Q5_K");
        assert_eq!(GgmlType::from_code(99).to_string(), "ggml type 99");
    }
}
