//! The table of sealed records: reading them, and changing them together with the manifest that counts them.
//! Nothing here knows what is inside a record.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::StoreError;
use super::record::{self, Manifest, Tally};
use super::seal::{Cipher, Kind, Nonce, Place};

const MANIFEST: Place = Place { kind: Kind::Manifest, id: 0, part: 0 };

/// The table, as the first migration lays it. `nonce` stands before `sealed` so that it can be read without the large value.
pub(super) const SCHEMA: &str = "
    CREATE TABLE record (
        kind INTEGER NOT NULL,
        id INTEGER NOT NULL,
        part INTEGER NOT NULL,
        nonce BLOB NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (kind, id, part)
    ) STRICT;";

/// A record before it is opened.
pub(super) struct Sealed {
    pub place: Place,
    pub nonce: Nonce,
    bytes: Vec<u8>,
}

impl Sealed {
    pub(super) fn open(self, cipher: &Cipher) -> Result<Vec<u8>, StoreError> {
        cipher.open(self.place, &self.nonce, self.bytes)
    }
}

/// Reads within one transaction, so that all of it is of one state whatever another process commits meanwhile.
pub(super) struct Records<'a> {
    sql: &'a Connection,
    cipher: &'a Cipher,
}

impl<'a> Records<'a> {
    /// Over a connection inside a transaction.
    pub(super) fn new(sql: &'a Connection, cipher: &'a Cipher) -> Self {
        Self { sql, cipher }
    }

    pub(super) fn manifest(&self) -> Result<Manifest, StoreError> {
        let (_, value) = self.read(MANIFEST)?.ok_or_else(|| StoreError::damaged("its manifest is gone"))?;
        record::decode(&value).map_err(|why| why.at(MANIFEST))
    }

    /// Opens one record.
    pub(super) fn read(&self, place: Place) -> Result<Option<(Nonce, Vec<u8>)>, StoreError> {
        let mut find =
            self.sql.prepare_cached("SELECT nonce, sealed FROM record WHERE kind = ?1 AND id = ?2 AND part = ?3")?;
        let mut rows = find.query(params![place.kind.code(), place.id.cast_signed(), place.part])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let sealed = sealed(place, row, 0)?;
        let nonce = sealed.nonce;
        Ok(Some((nonce, sealed.open(self.cipher)?)))
    }

    /// Goes through the records of a kind in the order of ids, or from the newest on, and counts them. `each` says whether to go on.
    pub(super) fn walk(
        &self,
        kind: Kind,
        order: Order,
        mut each: impl FnMut(Sealed) -> Result<bool, StoreError>,
    ) -> Result<Tally, StoreError> {
        let mut all = self.sql.prepare_cached(match order {
            Order::Oldest => "SELECT id, part, nonce, sealed FROM record WHERE kind = ?1 ORDER BY id, part",
            Order::Newest => "SELECT id, part, nonce, sealed FROM record WHERE kind = ?1 ORDER BY id DESC, part DESC",
        })?;
        let mut tally = Tally::default();
        let mut rows = all.query(params![kind.code()])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let place = Place { kind, id: id.cast_unsigned(), part: row.get(1)? };
            let sealed = sealed(place, row, 2)?;
            tally.add(self.cipher.mark(&sealed.nonce)?);
            if !each(sealed)? {
                break;
            }
        }
        Ok(tally)
    }

    /// The parts under which records of one id lie, in their order.
    pub(super) fn parts(&self, kind: Kind, id: u64) -> Result<Vec<u32>, StoreError> {
        let mut find = self.sql.prepare_cached("SELECT part FROM record WHERE kind = ?1 AND id = ?2 ORDER BY part")?;
        let parts = find.query_map(params![kind.code(), id.cast_signed()], |row| row.get(0))?;
        Ok(parts.collect::<Result<_, _>>()?)
    }

    /// Opens all records of a kind and holds them against the manifest.
    pub(super) fn all(
        &self,
        manifest: &Manifest,
        kind: Kind,
        mut each: impl FnMut(Place, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let tally = self.walk(kind, Order::Oldest, |sealed| {
            let place = sealed.place;
            each(place, &sealed.open(self.cipher)?).map(|()| true)
        })?;
        manifest.verify(kind, tally)
    }
}

/// In which order records are gone through.
#[derive(Clone, Copy)]
pub(super) enum Order {
    Oldest,
    Newest,
}

fn sealed(place: Place, row: &Row<'_>, first: usize) -> Result<Sealed, StoreError> {
    let damaged = || StoreError::damaged(format!("the {place} is not of the form of a sealed record"));
    let nonce = row.get_ref(first)?.as_blob().map_err(|_| damaged())?.try_into().map_err(|_| damaged())?;
    let bytes = row.get_ref(first + 1)?.as_blob().map_err(|_| damaged())?.to_vec();
    Ok(Sealed { place, nonce, bytes })
}

/// One atomic change of records and manifest. Dropped without [`Change::finish`], it leaves no trace.
pub(super) struct Change<'a> {
    transaction: Transaction<'a>,
    cipher: &'a Cipher,
    pub manifest: Manifest,
}

impl<'a> Change<'a> {
    pub(super) fn begin(sql: &'a Connection, cipher: &'a Cipher) -> Result<Self, StoreError> {
        let transaction = Transaction::new_unchecked(sql, TransactionBehavior::Immediate)?;
        let manifest = Records::new(&transaction, cipher).manifest()?;
        Ok(Self { transaction, cipher, manifest })
    }

    pub(super) fn records(&self) -> Records<'_> {
        Records::new(&self.transaction, self.cipher)
    }

    /// Writes a record, over the one that was there.
    pub(super) fn put(&mut self, place: Place, value: Vec<u8>) -> Result<Nonce, StoreError> {
        self.forget_mark(place)?;
        let (nonce, sealed) = self.cipher.seal(place, value)?;
        self.manifest.tally_mut(place.kind).add(self.cipher.mark(&nonce)?);
        insert(&self.transaction, place, &nonce, &sealed)?;
        Ok(nonce)
    }

    /// Takes a record away, if there is one.
    pub(super) fn remove(&mut self, place: Place) -> Result<(), StoreError> {
        self.forget_mark(place)?;
        self.transaction
            .prepare_cached("DELETE FROM record WHERE kind = ?1 AND id = ?2 AND part = ?3")?
            .execute(params![place.kind.code(), place.id.cast_signed(), place.part])?;
        Ok(())
    }

    /// Commits, manifest included.
    pub(super) fn finish(self) -> Result<(), StoreError> {
        lay_manifest(&self.transaction, self.cipher, &self.manifest)?;
        self.transaction.commit()?;
        Ok(())
    }

    fn forget_mark(&mut self, place: Place) -> Result<(), StoreError> {
        let old: Option<Nonce> = self
            .transaction
            .prepare_cached("SELECT nonce FROM record WHERE kind = ?1 AND id = ?2 AND part = ?3")?
            .query_row(params![place.kind.code(), place.id.cast_signed(), place.part], |row| row.get(0))
            .optional()?;
        if let Some(nonce) = old {
            self.manifest.tally_mut(place.kind).take(self.cipher.mark(&nonce)?);
        }
        Ok(())
    }
}

/// True when there is a manifest, whether it opens or not.
pub(super) fn has_manifest(sql: &Connection) -> Result<bool, StoreError> {
    let count = "SELECT count(*) FROM record WHERE kind = ?1";
    Ok(sql.query_row(count, params![MANIFEST.kind.code()], |row| row.get::<_, i64>(0))? > 0)
}

/// Seals the manifest and writes it. The first migration lays an empty one; every change lays its own.
pub(super) fn lay_manifest(sql: &Connection, cipher: &Cipher, manifest: &Manifest) -> Result<(), StoreError> {
    let (nonce, sealed) = cipher.seal(MANIFEST, record::encode(manifest)?)?;
    insert(sql, MANIFEST, &nonce, &sealed)
}

fn insert(sql: &Connection, place: Place, nonce: &Nonce, sealed: &[u8]) -> Result<(), StoreError> {
    sql.prepare_cached("INSERT OR REPLACE INTO record (kind, id, part, nonce, sealed) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![place.kind.code(), place.id.cast_signed(), place.part, nonce, sealed])?;
    Ok(())
}
