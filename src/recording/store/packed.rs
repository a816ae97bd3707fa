//! Lines that no file holds, packed in memory.

use std::cell::RefCell;

/// Size of a block of packed lines before packing, in bytes.
const BLOCK: usize = 256 << 10;

/// Lines in compressed blocks.
#[derive(Debug, Default)]
pub(super) struct Packed {
    blocks: Vec<Box<[u8]>>,
    /// The block that is being filled.
    open: Vec<u8>,
    /// The block unpacked last.
    recent: RefCell<Option<(usize, Vec<u8>)>>,
}

impl Packed {
    /// Adds a line and tells its place: block and offset in it.
    pub(super) fn add(&mut self, line: &[u8]) -> u64 {
        if self.open.len() > BLOCK {
            let text = std::mem::take(&mut self.open);
            self.blocks.push(compress(&text));
        }
        let place = (self.blocks.len() as u64) << 32 | self.open.len() as u64;
        self.open.extend_from_slice(line);
        self.open.push(b'\n');
        place
    }

    pub(super) fn line<T>(&self, place: u64, read: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let block = usize::try_from(place >> 32).ok()?;
        let offset = usize::try_from(place & u64::from(u32::MAX)).ok()?;
        if block == self.blocks.len() {
            return Some(read(line_in(&self.open, offset)?));
        }
        let mut recent = self.recent.borrow_mut();
        if recent.as_ref().is_none_or(|(number, _)| *number != block) {
            let text = decompress(self.blocks.get(block)?)?;
            *recent = Some((block, text));
        }
        let (_, text) = recent.as_ref()?;
        Some(read(line_in(text, offset)?))
    }
}

pub(in crate::recording) fn line_in(text: &[u8], offset: usize) -> Option<&[u8]> {
    let rest = text.get(offset..)?;
    rest.get(..memchr::memchr(b'\n', rest)?)
}

/// Flags a block that is kept as it is, should packing ever fail.
const PLAIN: u8 = 0;
const ZSTD: u8 = 1;

fn compress(text: &[u8]) -> Box<[u8]> {
    let (flag, body) = match zstd::bulk::compress(text, 1) {
        Ok(packed) => (ZSTD, packed),
        Err(_) => (PLAIN, text.to_vec()),
    };
    let mut block = body;
    block.push(flag);
    block.into_boxed_slice()
}

fn decompress(block: &[u8]) -> Option<Vec<u8>> {
    match block.split_last()? {
        (&ZSTD, packed) => zstd::decode_all(packed).ok(),
        (_, text) => Some(text.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::Packed;

    #[test]
    fn lines_alike_take_a_small_part_of_their_length() {
        let mut packed = Packed::default();
        let line =
            |number: usize| format!("{{\"seq\":{number},\"method\":\"POST\",\"status\":204}}");
        let places: Vec<u64> = (0..20_000)
            .map(|number| packed.add(line(number).as_bytes()))
            .collect();
        let length: usize = (0..20_000).map(|number| line(number).len()).sum();
        let kept: usize = packed.blocks.iter().map(|block| block.len()).sum();
        assert!(packed.blocks.len() > 2, "{}", packed.blocks.len());
        assert!(
            (kept + packed.open.len()) * 3 < length,
            "{kept} of {length}"
        );
        for (number, place) in places.into_iter().enumerate().step_by(991) {
            let read = packed.line(place, <[u8]>::to_vec);
            assert_eq!(read.as_deref(), Some(line(number).as_bytes()));
        }
    }
}
