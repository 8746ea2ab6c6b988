//! Seals records: XChaCha20-Poly1305 with a random nonce each, and the record's place bound in, so that one that was changed, cut
//! or moved does not open. Gives each sealed record a secret mark too, from which the manifest reckons its sums.

use std::fmt;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::StoreError;

/// The 32 random bytes under which everything is sealed; wiped from memory when dropped.
pub(super) type DataKey = Zeroizing<[u8; 32]>;

/// Goes in clear beside the sealed bytes, new for each sealing.
pub(super) type Nonce = [u8; 24];

/// Bytes that a seal adds to a value.
pub(super) const SEAL_LEN: usize = 16;

/// The way of sealing. Bound into every record; another way gets another number.
const FORMAT: u8 = 1;

/// Derives the key of marks from the data key. No random nonce will ever be equal to it.
const MARKS: &Nonce = b"passbook manifest marks.";

/// What a record is. The numbers are those on disk: never reused, only added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Kind {
    Manifest = 0,
    Account = 1,
    Connection = 2,
    Block = 3,
    Index = 4,
    History = 5,
    TxnEdit = 6,
    AccountEdit = 7,
    Sync = 8,
    Secret = 9,
    Alert = 10,
    Answers = 11,
    Access = 12,
    Deed = 13,
    Step = 20,
}

impl Kind {
    /// Every kind but the manifest, which counts the others. Those that others refer to come first.
    pub(super) const COUNTED: [Self; 14] = [
        Self::Account,
        Self::Connection,
        Self::Index,
        Self::Block,
        Self::History,
        Self::TxnEdit,
        Self::AccountEdit,
        Self::Answers,
        Self::Deed,
        Self::Alert,
        Self::Sync,
        Self::Access,
        Self::Secret,
        Self::Step,
    ];

    pub(super) fn code(self) -> u8 {
        self as u8
    }

    pub(super) fn of(code: u8) -> Option<Self> {
        Self::COUNTED.into_iter().chain([Self::Manifest]).find(|kind| kind.code() == code)
    }

    /// For findings and errors.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Account => "account",
            Self::Connection => "connection",
            Self::Block => "block",
            Self::Index => "index",
            Self::History => "balance history",
            Self::TxnEdit => "edit of a transaction",
            Self::AccountEdit => "edit of an account",
            Self::Sync => "sync record",
            Self::Secret => "secret",
            Self::Alert => "alert",
            Self::Answers => "answers of a person",
            Self::Access => "access",
            Self::Deed => "trace of an edit",
            Self::Step => "trace of an import",
        }
    }
}

/// Where a record lies: all that can be read from outside, besides its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub kind: Kind,
    /// A local number: of the account, the row, the connection; never a bank's word.
    pub id: u64,
    /// Of a block its month as `202611`, of a trace of an import the number of its file, else 0.
    pub part: u32,
}

impl Place {
    pub(super) fn new(kind: Kind, id: u64) -> Self {
        Self { kind, id, part: 0 }
    }

    fn bound(self) -> [u8; 22] {
        let mut bytes = *b"passbook\0\0............";
        bytes[8] = FORMAT;
        bytes[9] = self.kind.code();
        bytes[10..18].copy_from_slice(&self.id.to_be_bytes());
        bytes[18..22].copy_from_slice(&self.part.to_be_bytes());
        bytes
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            part if self.kind == Kind::Step => write!(f, "{} {}, file {part}", self.kind.words(), self.id),
            0 => write!(f, "{} record {}", self.kind.words(), self.id),
            part => {
                write!(f, "{} of account a{}, month {:04}-{:02}", self.kind.words(), self.id, part / 100, part % 100)
            }
        }
    }
}

/// Seals and opens.
pub(super) struct Cipher {
    records: XChaCha20Poly1305,
    marks: XChaCha20Poly1305,
}

impl Cipher {
    pub(super) fn new(key: &DataKey) -> Result<Self, StoreError> {
        let records = XChaCha20Poly1305::new(&Key::from(**key));
        let mut derived = Zeroizing::new([0; 32]);
        records
            .encrypt_inout_detached(&XNonce::from(*MARKS), &[], derived.as_mut_slice().into())
            .map_err(|_| StoreError::key("the key of marks could not be derived"))?;
        Ok(Self { marks: XChaCha20Poly1305::new(&Key::from(*derived)), records })
    }

    /// Seals a value in its own buffer. Leave [`SEAL_LEN`] bytes of room where no copy may stay behind.
    pub(super) fn seal(&self, place: Place, mut value: Vec<u8>) -> Result<(Nonce, Vec<u8>), StoreError> {
        let mut nonce = Nonce::default();
        fill(&mut nonce)?;
        match self.records.encrypt_in_place(&XNonce::from(nonce), &place.bound(), &mut value) {
            Ok(()) => Ok((nonce, value)),
            Err(_) => Err(StoreError::damaged(format!("the {place} is too large to be sealed"))),
        }
    }

    /// Opens what was sealed for that place; anything else is damage.
    pub(super) fn open(&self, place: Place, nonce: &Nonce, mut sealed: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        match self.records.decrypt_in_place(&XNonce::from(*nonce), &place.bound(), &mut sealed) {
            Ok(()) => Ok(sealed),
            Err(_) => Err(StoreError::damaged(format!("the {place} does not open: it was changed, cut or moved"))),
        }
    }

    /// The mark of a sealed record: a number that only the key's owner can tell from the nonce. Sums of marks hence cannot be
    /// matched by putting other old records together.
    pub(super) fn mark(&self, nonce: &Nonce) -> Result<u128, StoreError> {
        let mut mark = [0; 16];
        self.marks
            .encrypt_inout_detached(&XNonce::from(*nonce), &[], mark.as_mut_slice().into())
            .map_err(|_| StoreError::damaged("a mark could not be reckoned"))?;
        Ok(u128::from_le_bytes(mark))
    }
}

/// A new random data key.
pub(super) fn random_key() -> Result<DataKey, StoreError> {
    let mut key = DataKey::default();
    fill(key.as_mut_slice())?;
    Ok(key)
}

fn fill(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|error| StoreError::Io {
        what: "the system gave no random bytes".to_owned(),
        source: std::io::Error::other(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any_cipher() -> Cipher {
        Cipher::new(&random_key().unwrap()).unwrap()
    }

    const PLACE: Place = Place { kind: Kind::Block, id: 7, part: 202_611 };

    #[test]
    fn what_was_sealed_opens_only_whole_at_its_place_and_under_its_key() {
        let cipher = any_cipher();
        let (nonce, sealed) = cipher.seal(PLACE, b"coffee".to_vec()).unwrap();
        assert_eq!(cipher.open(PLACE, &nonce, sealed.clone()).unwrap(), b"coffee");
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(cipher.open(PLACE, &nonce, flipped).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(cipher.open(PLACE, &nonce, sealed[..length].to_vec()).is_err(), "cut to {length}");
        }
        for other in [Place { id: 8, ..PLACE }, Place { part: 202_612, ..PLACE }, Place { kind: Kind::Index, ..PLACE }]
        {
            assert!(cipher.open(other, &nonce, sealed.clone()).is_err(), "moved to {other}");
        }
        let mut other = nonce;
        other[23] ^= 1;
        assert!(cipher.open(PLACE, &other, sealed.clone()).is_err());
        assert!(any_cipher().open(PLACE, &nonce, sealed).is_err(), "another key");
    }

    #[test]
    fn no_nonce_comes_twice_and_marks_follow_nonces() {
        let cipher = any_cipher();
        let (first, _) = cipher.seal(PLACE, Vec::new()).unwrap();
        let (second, _) = cipher.seal(PLACE, Vec::new()).unwrap();
        assert_ne!(first, second);
        assert_eq!(cipher.mark(&first).unwrap(), cipher.mark(&first).unwrap());
        assert_ne!(cipher.mark(&first).unwrap(), cipher.mark(&second).unwrap());
    }

    #[test]
    fn a_kind_is_found_by_its_number() {
        for kind in Kind::COUNTED.into_iter().chain([Kind::Manifest]) {
            assert_eq!(Kind::of(kind.code()), Some(kind));
        }
        assert_eq!(Kind::of(200), None);
    }
}
