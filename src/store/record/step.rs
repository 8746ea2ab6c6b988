//! The trace of an imported file, as it lies on disk. What it holds of rows, accounts and balances is in bytes of their own records, each
//! with its version, so that a trace can be read as long as those can.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{Account, AccountId, Balance, Block, BlockKey, Step, TxnId};
use crate::store::StoreError;
use crate::store::commit::part_of;
use crate::store::read::month_of;

use super::shape::first;
use super::values::{Moment, clean, connection};
use super::{AccountRecord, BlockRecord, ConnectionRecord, HistoryRecord, Interner, Unreadable, decode, encode};

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct StepRecord {
    connection: String,
    at: Moment,
    file: String,
    made: (u64, u64),
    touched: Vec<u32>,
    before: Vec<BlockBytes>,
    after: Vec<BlockBytes>,
    /// Of each account its number, the one that was there and the one that was left.
    accounts: Vec<(u32, Option<Vec<u8>>, Vec<u8>)>,
    /// Of each balance its account, the one that was there and the one that was left, as histories of one.
    balances: Vec<(u32, Option<Vec<u8>>, Vec<u8>)>,
    left: Option<Vec<u8>>,
}

first!(StepRecord);

/// Rows of an account and a month (`202611`).
#[derive(Serialize, Deserialize)]
struct BlockBytes {
    account: u32,
    month: u32,
    block: Vec<u8>,
}

impl StepRecord {
    pub(in crate::store) fn new(step: &Step) -> Result<Self, StoreError> {
        let blocks = |blocks: &[(BlockKey, Arc<Block>)]| blocks.iter().map(BlockBytes::new).collect::<Result<_, _>>();
        let history = |balance: &Balance| encode(&HistoryRecord::from(std::slice::from_ref(balance)));
        let account = |(before, after): &(Option<Arc<Account>>, Arc<Account>)| {
            let before = before.as_ref().map(|before| encode(&AccountRecord::new(before))).transpose()?;
            Ok((after.id.0, before, encode(&AccountRecord::new(after))?))
        };
        let balance = |(account, before, after): &(AccountId, Option<Balance>, Balance)| {
            Ok((account.0, before.as_ref().map(history).transpose()?, history(after)?))
        };
        Ok(Self {
            connection: step.connection.as_str().to_owned(),
            at: step.at.into(),
            file: step.file.as_str().to_owned(),
            made: (step.made.0.0, step.made.1.0),
            touched: step.touched.iter().map(|account| account.0).collect(),
            before: blocks(&step.before)?,
            after: blocks(&step.after)?,
            accounts: step.accounts.iter().map(account).collect::<Result<_, StoreError>>()?,
            balances: step.balances.iter().map(balance).collect::<Result<_, StoreError>>()?,
            left: step.left.as_deref().map(|left| encode(&ConnectionRecord::from(left))).transpose()?,
        })
    }

    /// The step, of the run under whose number it was found.
    pub(in crate::store) fn into_step(self, run: u64) -> Result<Step, Unreadable> {
        let mut interner = Interner::default();
        let mut blocks = |blocks: Vec<BlockBytes>| {
            blocks.into_iter().map(|bytes| bytes.into_block(&mut interner)).collect::<Result<Vec<_>, _>>()
        };
        let account = |id: u32, bytes: &[u8]| decode::<AccountRecord<'_>>(bytes)?.into_account(AccountId(id));
        let balance = |bytes: &[u8]| {
            let history = Vec::<Balance>::try_from(decode::<HistoryRecord<'_>>(bytes)?)?;
            history.into_iter().next().ok_or(Unreadable("it has a history of nothing"))
        };
        Ok(Step {
            run,
            connection: connection(&self.connection)?,
            at: self.at.try_into()?,
            file: clean(&self.file),
            made: (TxnId(self.made.0), TxnId(self.made.1)),
            touched: self.touched.into_iter().map(AccountId).collect(),
            before: blocks(self.before)?,
            after: blocks(self.after)?,
            accounts: self
                .accounts
                .into_iter()
                .map(|(id, before, after)| {
                    let before = before.map(|bytes| account(id, &bytes).map(Arc::new)).transpose()?;
                    Ok((before, Arc::new(account(id, &after)?)))
                })
                .collect::<Result<_, _>>()?,
            balances: self
                .balances
                .into_iter()
                .map(|(id, before, after)| {
                    Ok((AccountId(id), before.map(|bytes| balance(&bytes)).transpose()?, balance(&after)?))
                })
                .collect::<Result<_, _>>()?,
            left: self
                .left
                .map(|bytes| decode::<ConnectionRecord<'_>>(&bytes)?.try_into().map(Arc::new))
                .transpose()?,
        })
    }
}

impl BlockBytes {
    fn new((key, block): &(BlockKey, Arc<Block>)) -> Result<Self, StoreError> {
        let block = encode(&BlockRecord::new(*key, block))?;
        Ok(Self { account: key.account.0, month: part_of(key.month), block })
    }

    fn into_block(self, interner: &mut Interner) -> Result<(BlockKey, Arc<Block>), Unreadable> {
        let month = month_of(self.month).ok_or(Unreadable("it has a month that is none"))?;
        let key = BlockKey { account: AccountId(self.account), month };
        let block = decode::<BlockRecord<'_>>(&self.block)?.into_block(key, interner)?;
        Ok((key, Arc::new(block)))
    }
}
