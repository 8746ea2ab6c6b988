//! A short, stable name for some texts. It tells them apart and keeps them out of sight; it is no secret, see [`Fingerprint`].

use std::fmt;

/// FNV-1a over 128 bits. Equal on every machine and in every version, so it may be stored. A short number can be found again by
/// trying all of them: it serves identity, not concealment from whoever holds the (sealed) store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u128);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Fingerprint {
    /// The fingerprint after one more part. Parts do not run together: `ab`, `c` differs from `a`, `bc`.
    #[must_use]
    pub fn with(self, part: &str) -> Self {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        // 0xff is no byte of UTF-8, so it can end a part
        let bytes = part.bytes().chain([0xff]);
        Self(bytes.fold(self.0, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME)))
    }

    /// Its first half, the first 16 digits: enough for what one account holds.
    pub fn head(self) -> u64 {
        u64::try_from(self.0 >> 64).unwrap_or(u64::MAX)
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let of = |parts: &[&str]| parts.iter().fold(Fingerprint::default(), |hash, part| hash.with(part));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["", "a"]), of(&["a", ""]));
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
    }

    #[test]
    fn it_is_the_same_in_every_version() {
        // stored ids hang on this value
        assert_eq!(Fingerprint::default().with("passbook").to_string(), "1f5e7a6b9106879709c220b440d0976e");
        assert_eq!(Fingerprint::default().with("passbook").head(), 0x1f5e_7a6b_9106_8797);
    }
}
