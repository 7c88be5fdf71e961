//! Ids and other figures that follow from a text: the same in every run, and different for different texts.
//!
//! Each provider makes its ids from these in its own manner; the ids that tests and other tools know by heart stay as they are.

use std::hash::Hasher;

use fnv::FnvHasher;

/// The FNV-1a hash of a text.
pub fn hash(text: &str) -> u64 {
    hash_from(FnvHasher::default().finish(), text)
}

/// FNV-1a that begins with another number than its own.
pub fn hash_from(start: u64, text: &str) -> u64 {
    let mut hasher = FnvHasher::with_key(start);
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// FNV-1a with its bits mixed, so that texts which differ in their last letter only differ in every digit.
pub fn mixed_hash(text: &str) -> u64 {
    let mut hash = hash(text);
    hash ^= hash >> 31;
    hash = hash.wrapping_mul(0x7fb5_d329_728e_a185);
    hash ^ (hash >> 29)
}

/// Two independent hashes of one text: 128 bits, as a UUID has.
pub fn hash_pair(text: &str) -> (u64, u64) {
    (mix(hash(text)), mix(hash_from(0x9e37_79b9_7f4a_7c15, text)))
}

/// Spreads the bits of a number.
pub fn mix(mut number: u64) -> u64 {
    number = (number ^ (number >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    number ^ (number >> 33)
}

/// 128 bits, written as a UUID.
pub fn uuid(high: u64, low: u64) -> String {
    uuid::Uuid::from_u64_pair(high, low).to_string()
}

/// 128 bits as a UUID of version 4: the version replaces four of them, and two of the variant's bits follow from the highest two.
pub fn uuid_v4(high: u64, low: u64) -> String {
    let variant = 8 + (low >> 62);
    uuid(high & !0xf000 | 0x4000, low << 4 >> 4 | variant << 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash_from(hash("a"), "b"), hash("ab"));
    }

    #[test]
    fn a_uuid_keeps_its_bits_but_for_version_and_variant() {
        assert_eq!(uuid(0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210), "01234567-89ab-cdef-fedc-ba9876543210");
        assert_eq!(uuid_v4(0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210), "01234567-89ab-4def-bedc-ba9876543210");
        assert_eq!(uuid_v4(0, 0), "00000000-0000-4000-8000-000000000000");
    }
}
