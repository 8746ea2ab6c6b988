//! Records that the first passbook wrote open, and what they lacked is empty. The bytes are what it wrote: never to be made anew.

use std::sync::Arc;

use super::small::{account, balance, connection_id, key, moment, row};
use crate::domain::{
    AccountId, Balance, Block, Clean, Connection, Details, RowCounts, SyncRecord, Transaction, TxnEdit,
};
use crate::store::record::{
    AccountRecord, BlockRecord, ConnectionRecord, HistoryRecord, Interner, SyncedRecord, TxnEditRecord, decode, encode,
};

const ACCOUNT: &[u8] =
    b"\x01\x11plainbank.example\x11Plainbank of Ohio\x01\x13secret-savings-bank\x12provider-account-1\
    \x00\x01\x16Everyday Checking Plus\x00\x01\x041002\x00\x00\x03USD\x01\x12Winifred Plaintext\x00\x01\x01\
    \xfe\xb4\x96\x03\x02\x03USD\x00\x00\x00\x80\x9b\xec\xaf\r\x00\x00\x00\x00\x00";
const HISTORY: &[u8] = b"\x01\x01\x01\xfe\xb4\x96\x03\x02\x03USD\x00\x00\x00\x80\x9b\xec\xaf\r\x00";
const BLOCK: &[u8] =
    b"\x01\x01\x03USD\x01\x13secret-savings-bank\x01\x12BLUE BOTTLE COFFEE\x00\x00\x01\x02\x00\x01\x01\x08\
    \x00\x08\x93\n\x02\x00\x00\x00\x01\x00\x01\x0eprovider-row-2\x01\x00\x01\x00\x00\x00\x00\x01\x05beans\x01\xb6-\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00";
const TXN_EDIT: &[u8] = b"\x01\x00\x00\x01\x11birthday surprise\x00";
const SYNCED: &[u8] = b"\x01\x13secret-savings-bank\x80\x9b\xec\xaf\r\x00\x03\x00\x00\x00\x00\x00\x00\x01\x04slow";
const CONNECTION: &[u8] = b"\x01\x13secret-savings-bank\tsimplefin\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00";

fn block() -> Block {
    let mut row: Transaction = row(2, key(1, 11), "BLUE BOTTLE COFFEE");
    row.details = Some(Box::new(Details { memo: Some(Clean::new("beans")), mcc: Some(5814), ..Details::default() }));
    Block::new(vec![row])
}

#[test]
fn records_of_the_first_version_say_what_they_always_said() {
    let found = decode::<AccountRecord<'_>>(ACCOUNT).unwrap().into_account(AccountId(1)).unwrap();
    assert_eq!(found, account(1));
    let found: Vec<Balance> = decode::<HistoryRecord<'_>>(HISTORY).unwrap().try_into().unwrap();
    assert_eq!(found, [balance()]);
    let found = decode::<BlockRecord<'_>>(BLOCK).unwrap().into_block(key(1, 11), &mut Interner::default()).unwrap();
    assert_eq!(found, block());
    let found: TxnEdit = decode::<TxnEditRecord<'_>>(TXN_EDIT).unwrap().try_into().unwrap();
    assert_eq!(found, TxnEdit { note: Some(Clean::new("birthday surprise")), ..TxnEdit::default() });
    let found: SyncRecord = decode::<SyncedRecord<'_>>(SYNCED).unwrap().try_into().unwrap();
    let (rows, notes) = (RowCounts { new: 3, ..RowCounts::default() }, vec![Clean::new("slow")]);
    assert_eq!(found, SyncRecord { rows, notes, ..SyncRecord::new(connection_id(), moment()) });
    let found: Connection = decode::<ConnectionRecord<'_>>(CONNECTION).unwrap().try_into().unwrap();
    assert_eq!(found, Connection::new(connection_id(), "simplefin"));
}

#[test]
fn a_record_that_is_written_again_keeps_what_it_said_and_is_of_its_newest_version() {
    let block = block();
    for (first, again, version) in [
        (ACCOUNT, encode(&AccountRecord::new(&account(1))).unwrap(), 2),
        (HISTORY, encode(&HistoryRecord::from(&[balance()][..])).unwrap(), 2),
        (BLOCK, encode(&BlockRecord::new(key(1, 11), &block)).unwrap(), 3),
        (CONNECTION, encode(&ConnectionRecord::from(&Connection::new(connection_id(), "simplefin"))).unwrap(), 2),
    ] {
        assert_eq!(again[0], version);
        assert_eq!(again[1..first.len()], first[1..], "what was there stands where it stood");
    }
}

/// Rows without anything of a later version cost one byte a version and block more, not one a row.
#[test]
fn what_few_rows_have_costs_the_others_nothing() {
    let rows = |count| Block::new((0..count).map(|id| row(id, key(1, 11), "BLUE BOTTLE COFFEE")).collect());
    let size = |block: &Block, with: bool| {
        let record = BlockRecord::new(key(1, 11), block);
        if with { encode(&record).unwrap().len() } else { encode(&record.first.first).unwrap().len() }
    };
    for count in [1, 100] {
        let block = rows(count);
        assert_eq!(size(&block, true), size(&block, false) + 2);
    }
    let mut one = row(0, key(1, 11), "BLUE BOTTLE COFFEE");
    one.details_mut().type_raw = Some(Clean::new("ATM"));
    let block = Arc::new(Block::new(vec![one]));
    assert!(size(&block, true) > size(&block, false) + 2);
}
