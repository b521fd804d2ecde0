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
