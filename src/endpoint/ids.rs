//! Session ids: 64 hexadecimal digits that carry their own number, so that an issued id is known for ever
//! without being kept.

use std::fmt::Write as _;

/// What stands for a character that is no hexadecimal digit in lower case.
const NO_DIGIT: u8 = 16;

/// The value of each character as a hexadecimal digit: looked up, for every call has 64 of them.
const VALUES: [u8; 256] = {
    let digits = b"0123456789abcdef";
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[digits[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// Issues ids and recognises them.
#[derive(Debug)]
pub(super) struct Ids {
    keys: [u64; 2],
    issued: u64,
}

impl Ids {
    pub(super) fn new(seed: u128) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
        let keys = [seed as u64, (seed >> 64) as u64];
        Ids { keys, issued: 0 }
    }

    /// The next id with its number. The first 64 bits are a permutation of the number: none comes twice.
    pub(super) fn issue(&mut self) -> (u64, String) {
        let number = self.issued;
        self.issued += 1;
        let mut sid = String::with_capacity(64);
        for word in self.words(number) {
            // Writing into a string cannot fail.
            let _ = write!(sid, "{word:016x}");
        }
        (number, sid)
    }

    /// The number of an id that was issued here; `None` for any other text.
    pub(super) fn number(&self, sid: &str) -> Option<u64> {
        let digits: &[u8; 64] = sid.as_bytes().try_into().ok()?;
        let mut words = [0; 4];
        for (word, digits) in words.iter_mut().zip(digits.chunks_exact(16)) {
            let mut strange = 0;
            for digit in digits {
                let value = VALUES[usize::from(*digit)];
                strange |= value;
                *word = *word << 4 | u64::from(value & 15);
            }
            if strange & NO_DIGIT != 0 {
                return None;
            }
        }
        let number = unmix(words[0]).wrapping_sub(self.keys[0]);
        (number < self.issued && self.words(number) == words).then_some(number)
    }

    fn words(&self, number: u64) -> [u64; 4] {
        let [low, high] = self.keys;
        let first = mix(number.wrapping_add(low));
        let second = mix(first ^ high);
        let third = mix(second.wrapping_add(low).rotate_left(23));
        [first, second, third, mix(third ^ high.rotate_left(41))]
    }
}

/// The finalizer of splitmix64: a permutation of 64 bits in which every bit moves every other.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The way back.
fn unmix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 31) ^ (bits >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
    bits = (bits ^ (bits >> 27) ^ (bits >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
    bits ^ (bits >> 30) ^ (bits >> 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_known_once_issued_and_never_comes_twice() {
        let mut ids = Ids::new(0x0123_4567_89ab_cdef_0f1e_2d3c_4b5a_6978);
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..1000 {
            let (issued, sid) = ids.issue();
            assert_eq!(issued, number);
            assert!(sid.len() == 64 && sid.bytes().all(|b| b"0123456789abcdef".contains(&b)));
            assert_eq!(ids.number(&sid), Some(number));
            assert!(seen.insert(sid));
        }
    }

    #[test]
    fn strange_ids_are_unknown() {
        let mut ids = Ids::new(7);
        let mut later = Ids::new(7);
        let (_, sid) = ids.issue();
        assert_eq!(later.number(&sid), None, "not issued yet");
        later.issue();
        assert_eq!(later.number(&sid), Some(0));
        assert_eq!(Ids::new(8).number(&sid), None, "another capture's");
        assert_eq!(ids.number(&sid.to_uppercase()), None);
        let mut wrong = sid.clone().into_bytes();
        wrong[63] = if wrong[63] == b'0' { b'1' } else { b'0' };
        assert_eq!(ids.number(&String::from_utf8_lossy(&wrong)), None);
        assert_eq!(ids.number("v1"), None);
        assert_eq!(ids.number(""), None);
    }
}
