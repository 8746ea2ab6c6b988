//! CAMT, the statements of ISO 20022: 053 (booked), 052 (during the day) and 054 (single movements), in every version. They share their
//! entries, so that elements are taken by their local name and place whatever namespace a bank writes.

mod account;
mod balance;
mod charges;
mod code;
mod details;
mod entry;
mod figure;
mod gather;
mod party;
mod row;
mod statement;
mod words;

use super::xml::{self, Fault};
use super::{Format, HEAD, Input, Reading, StatementError, decode};
use gather::Gatherer;

/// The row in the table of formats.
pub(super) const FORMAT: Format = Format { name: NAME, is, read };

const NAME: &str = "camt";

/// CAMT by its namespace or by the element of its message.
fn is(input: &Input<'_>) -> bool {
    let letters = decode::letters(&input.bytes[..input.bytes.len().min(HEAD)]);
    let has = |word: &[u8]| letters.windows(word.len()).any(|window| window == word);
    letters.contains(&b'<') && (has(b":CAMT.05") || has(b"BKTOCSTMR"))
}

/// What is not well-formed is refused: a statement that a bank's program wrote is XML, and a damaged one could lack rows.
fn read(input: &Input<'_>) -> Result<Reading, StatementError> {
    let text = decode::decode(input.bytes, || decode::declared(input.bytes));
    let mut gatherer = Gatherer::new(&text, input.options);
    match xml::read(&text, &mut gatherer) {
        Ok(()) => Ok(gatherer.finish()),
        Err(Fault::Refused(error)) => Err(error),
        Err(Fault::Cut { inside }) => Err(StatementError::Truncated { inside }),
        Err(Fault::Broken { at }) => Err(StatementError::Malformed { line: decode::line_of(&text, at) }),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{Row, TxnStatus};
    use crate::statements::{Options, Statement, read};

    fn statement(entries: &str) -> Statement {
        let file = format!(
            "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE02</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Stmt>\
             </BkToCstmrStmt></Document>"
        );
        read(file.as_bytes(), "a.xml", &Options::default()).unwrap().statements.remove(0)
    }

    fn entry(inside: &str) -> Row {
        statement(&format!("<Ntry>{inside}</Ntry>")).rows.remove(0)
    }

    const BOOKED: &str = "<Amt Ccy='EUR'>5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-01-05</Dt></BookgDt>";

    #[test]
    fn an_entry_is_known_by_the_bank_s_reference_wherever_it_stands() {
        let id = |inside: &str| entry(&format!("{BOOKED}{inside}")).id.map(|id| id.as_str().to_owned());
        let of_transaction = |reference: &str| {
            format!("<NtryDtls><TxDtls><Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs></TxDtls></NtryDtls>")
        };
        assert_eq!(id("<AcctSvcrRef>A1</AcctSvcrRef>").as_deref(), Some("A1/20260105/-5"));
        assert_eq!(id(&of_transaction("B2")).as_deref(), Some("B2/20260105/-5"));
        let both = format!("<NtryRef>7</NtryRef><AcctSvcrRef>NOTPROVIDED</AcctSvcrRef>{}", of_transaction("B2"));
        assert_eq!(id(&both).as_deref(), Some("B2/20260105/-5"));
        assert_eq!(id("<NtryRef>2026010500017</NtryRef>").as_deref(), Some("2026010500017/20260105/-5"));
        assert_eq!(id("<NtryRef>17</NtryRef>"), None, "a number within the file");
        assert_eq!(id(&of_transaction("B2").repeat(2)), None, "two transactions, no reference of their sum");
    }

    #[test]
    fn only_what_is_booked_is_posted() {
        let status = |inside: &str| {
            let row = entry(&format!("{BOOKED}{inside}"));
            (row.status, row.posted.is_some(), row.occurred.is_some())
        };
        for booked in ["", "<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>"] {
            assert_eq!(status(booked), (TxnStatus::Posted, true, false), "{booked}");
        }
        for pending in ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>", "<Sts><Cd>INFO</Cd></Sts>", "<Sts>FUTR</Sts>"] {
            assert_eq!(status(pending), (TxnStatus::Pending, false, true), "{pending}");
        }
    }

    #[test]
    fn the_transaction_of_an_entry_gives_its_details() {
        let row = entry(&format!(
            "{BOOKED}<NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId><ChqNb>1000</ChqNb></Refs>\
             <AmtDtls><InstdAmt><Amt Ccy='USD'>4.00</Amt></InstdAmt></AmtDtls>\
             <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>CCRD</Cd><SubFmlyCd>POSD</SubFmlyCd></Fmly></Domn></BkTxCd>\
             <Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>0.50</TtlChrgsAndTaxAmt></Chrgs>\
             <RltdPties><Cdtr><Nm>Corner Shop</Nm></Cdtr><CdtrAcct><Id><IBAN>NL77</IBAN></Id></CdtrAcct></RltdPties>\
             <RmtInf><Ustrd>Card 1234</Ustrd></RmtInf>\
             <RltdDts><AccptncDtTm>2026-01-03T18:00:00</AccptncDtTm></RltdDts></TxDtls></NtryDtls>"
        ));
        let extras = row.extras().clone();
        assert_eq!((row.text.raw(), row.memo.unwrap().as_str()), ("Corner Shop", "Card 1234"));
        assert_eq!((extras.reference.unwrap().as_str(), extras.check_number.unwrap().as_str()), ("E2E-1", "1000"));
        assert_eq!(
            (extras.original.unwrap().to_string(), extras.fee.unwrap().to_string()),
            ("-4.00 USD".into(), "-0.50 EUR".into())
        );
        assert_eq!(
            (row.channel.unwrap().as_str(), row.occurred.unwrap().to_string()),
            ("PMNT-CCRD-POSD", "2026-01-03".into())
        );
        assert_eq!(extras.counterparties[0].entity.as_ref().unwrap().as_str(), "NL77");
    }

    #[test]
    fn a_batch_is_one_row_that_lists_its_transactions() {
        let one = |name: &str, amount: &str| {
            format!("<TxDtls><Amt Ccy='EUR'>{amount}</Amt><RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties></TxDtls>")
        };
        let many = one("Ada", "2.00") + &one("Ben", "3.00");
        let row = entry(&format!("{BOOKED}<NtryDtls>{many}</NtryDtls><AddtlNtryInf>BATCH</AddtlNtryInf>"));
        let extras = row.extras().clone();
        assert_eq!((row.amount.to_string(), row.text.raw()), ("-5.00 EUR".into(), "BATCH"));
        assert_eq!(row.memo.unwrap().as_str(), "2 transactions: Ada 2.00; Ben 3.00");
        assert_eq!(extras.counterparties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(), ["Ada", "Ben"]);
        let huge = entry(&format!("{BOOKED}<NtryDtls>{}</NtryDtls>", one("Ada", "1.00").repeat(5000)));
        assert!(huge.memo.unwrap().as_str().starts_with("5000 transactions: Ada 1.00; Ada"));
    }
}
