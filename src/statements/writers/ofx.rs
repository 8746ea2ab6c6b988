//! OFX 2.1.1: one statement an account and currency, with the bank's own ids and balances. Pending rows are left out, since that version
//! has no place for them.

use std::collections::BTreeSet;
use std::io::Write;

use chrono::{DateTime, NaiveDate, Utc};
use quick_xml::escape::escape;

use super::{View, WriteError};
use crate::domain::{Account, AccountKind, Balance, Clean, Currency, Money, RowKind, Transaction};

// Characters that OFX 2 allows in these elements.
const NAME: usize = 32;
const MEMO: usize = 255;
const FITID: usize = 255;
const CHECK: usize = 12;
const BANK: usize = 9;
const NUMBER: usize = 22;

/// Writes the rows that the bank booked. An account whose balance no bank states has no LEDGERBAL, which strict readers ask for.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    let (cards, banks): (Vec<_>, Vec<_>) = view.accounts.iter().copied().partition(|account| is_card(view, account));
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n")?;
    out.write_all(
        b"<?OFX OFXHEADER=\"200\" VERSION=\"211\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" NEWFILEUID=\"NONE\"?>\n",
    )?;
    out.write_all(b"<OFX>\n<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>")?;
    write!(out, "<DTSERVER>{}</DTSERVER><LANGUAGE>ENG</LANGUAGE>", moment(newest(view)))?;
    if let Some(name) = only_bank(view) {
        write!(out, "<FI><ORG>{}</ORG></FI>", text(name.as_str(), NAME))?;
    }
    out.write_all(b"</SONRS></SIGNONMSGSRSV1>\n")?;
    for (accounts, set, response) in [(banks, "BANKMSGSRSV1", "STMT"), (cards, "CREDITCARDMSGSRSV1", "CCSTMT")] {
        if accounts.is_empty() {
            continue;
        }
        writeln!(out, "<{set}>")?;
        for account in accounts {
            for currency in view.currencies(account) {
                statement(view, account, currency, response, out)?;
            }
        }
        writeln!(out, "</{set}>")?;
    }
    Ok(out.write_all(b"</OFX>\n")?)
}

fn statement(
    view: &View<'_>,
    account: &Account,
    currency: Currency,
    response: &str,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    let rows = view.posted_of(account.id, currency);
    // an OFX currency is one of ISO 4217
    let symbol = if currency.is_custom() { "XXX" } else { currency.id() };
    write!(out, "<{response}TRNRS><TRNUID>{}-{symbol}</TRNUID>", account.id)?;
    out.write_all(b"<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>")?;
    write!(out, "<{response}RS><CURDEF>{symbol}</CURDEF>")?;
    out.write_all(source(view, account).as_bytes())?;
    let stated = account.balance.as_ref().map(Balance::dated);
    let (first, last) = days(view, &rows, stated.map(|at| at.date_naive()));
    writeln!(out, "<BANKTRANLIST><DTSTART>{}</DTSTART><DTEND>{}</DTEND>", day(first), day(last))?;
    let mut ids = BTreeSet::new();
    for row in rows {
        transaction(view, row, &mut ids, out)?;
    }
    out.write_all(b"</BANKTRANLIST>")?;
    if let Some(closing) = view.closing(account)?.filter(|closing| closing.currency() == currency) {
        let at = if view.period.bounds().1.is_some() { day(last) } else { moment(stated) };
        balance("LEDGERBAL", closing, &at, out)?;
        let available = account.balance.as_ref().and_then(|balance| balance.available);
        if let Some(available) =
            available.filter(|money| money.currency() == currency && view.period.bounds().1.is_none())
        {
            balance("AVAILBAL", available, &at, out)?;
        }
    }
    Ok(writeln!(out, "</{response}RS></{response}TRNRS>")?)
}

fn balance(element: &str, money: Money, at: &str, out: &mut dyn Write) -> Result<(), WriteError> {
    let amount = money.to_decimal_string();
    Ok(write!(out, "<{element}><BALAMT>{amount}</BALAMT><DTASOF>{at}</DTASOF></{element}>")?)
}

fn transaction(
    view: &View<'_>,
    row: &Transaction,
    ids: &mut BTreeSet<String>,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    write!(out, "<STMTTRN><TRNTYPE>{}</TRNTYPE><DTPOSTED>{}</DTPOSTED>", kind(view, row), day(row.date()))?;
    if let Some(occurred) = row.occurred {
        write!(out, "<DTUSER>{}</DTUSER>", day(occurred))?;
    }
    write!(out, "<TRNAMT>{}</TRNAMT>", row.amount.to_decimal_string())?;
    let mut id = bank_id(row);
    if !ids.insert(id.clone()) {
        // banks repeat ids; OFX wants each once
        id = clip(&format!("{}-{id}", row.id), FITID);
        ids.insert(id.clone());
    }
    write!(out, "<FITID>{}</FITID>", escape(&id))?;
    if let Some(number) = &row.details().check_number {
        write!(out, "<CHECKNUM>{}</CHECKNUM>", text(number.as_str(), CHECK))?;
    }
    if let Some(mcc) = row.details().mcc {
        write!(out, "<SIC>{mcc:04}</SIC>")?;
    }
    let words = row.text.clean().as_str();
    if !words.is_empty() {
        write!(out, "<NAME>{}</NAME>", text(words, NAME))?;
    }
    // a name that had to be cut stands whole in the memo, which readers know
    let memo = if words.chars().count() > NAME { Some(words) } else { row.details().memo.as_ref().map(Clean::as_str) };
    if let Some(memo) = memo.filter(|memo| !memo.is_empty()) {
        write!(out, "<MEMO>{}</MEMO>", text(memo, MEMO))?;
    }
    Ok(writeln!(out, "</STMTTRN>")?)
}

/// The id at the bank; ours for a row that the bank gave none.
fn bank_id(row: &Transaction) -> String {
    let current = row.sources.iter().filter(|source| source.current).find_map(|source| source.id.as_ref());
    let shown = current.and_then(|id| Clean::non_empty(crate::statements::ofx::fitid(id.as_str())));
    clip(&shown.map_or_else(|| format!("passbook-{}", row.id), |id| id.to_string()), FITID)
}

fn kind(view: &View<'_>, row: &Transaction) -> &'static str {
    match view.book.row_kind(row) {
        RowKind::Transfer => "XFER",
        RowKind::CardPayment | RowKind::LoanPayment => "PAYMENT",
        RowKind::Cash => "CASH",
        RowKind::Check => "CHECK",
        RowKind::Fee => "FEE",
        RowKind::Interest => "INT",
        _ if row.amount.is_out() => "DEBIT",
        _ => "CREDIT",
    }
}

fn source(view: &View<'_>, account: &Account) -> String {
    let number = number(view, account);
    if is_card(view, account) {
        return format!("<CCACCTFROM><ACCTID>{number}</ACCTID></CCACCTFROM>");
    }
    let kind = match view.book.kind(account) {
        AccountKind::Savings => "SAVINGS",
        AccountKind::LineOfCredit | AccountKind::Loan | AccountKind::Mortgage => "CREDITLINE",
        _ => "CHECKING",
    };
    let bank: String = account.bank.key.chars().filter(char::is_ascii_alphanumeric).take(BANK).collect();
    let bank = if bank.is_empty() { "0".to_owned() } else { bank };
    let bank = format!("<BANKID>{bank}</BANKID><ACCTID>{number}</ACCTID><ACCTTYPE>{kind}</ACCTTYPE>");
    format!("<BANKACCTFROM>{bank}</BANKACCTFROM>")
}

/// The number's tail, which is all that is known of it; with our id before it where that alone would not tell accounts apart.
fn number(view: &View<'_>, account: &Account) -> String {
    let Some(mask) = &account.mask else { return account.id.to_string() };
    let same = |other: &&Account| other.mask.as_ref() == Some(mask);
    let alone = view.accounts.iter().copied().filter(same).count() == 1;
    text(&if alone { mask.to_string() } else { format!("{}-{mask}", account.id) }, NUMBER)
}

fn is_card(view: &View<'_>, account: &Account) -> bool {
    view.book.kind(account) == AccountKind::CreditCard
}

/// The bank, where all accounts are of one: the file has room for one.
fn only_bank<'a>(view: &View<'a>) -> Option<&'a Clean> {
    let first = view.accounts.first()?;
    view.accounts.iter().all(|account| account.bank.key == first.bank.key).then_some(&first.bank.name)
}

/// When the newest figures came: the moment of the file, so that the same book gives the same bytes.
fn newest(view: &View<'_>) -> Option<DateTime<Utc>> {
    view.accounts.iter().filter_map(|account| Some(account.balance.as_ref()?.fetched_at)).max()
}

fn days(view: &View<'_>, rows: &[&Transaction], stated: Option<NaiveDate>) -> (NaiveDate, NaiveDate) {
    let (from, to) = view.period.bounds();
    let first = from.or_else(|| rows.first().map(|row| row.date())).or(stated).unwrap_or_default();
    let last = to.or_else(|| rows.last().map(|row| row.date()).max(stated)).unwrap_or(first);
    (first, last.max(first))
}

/// Noon in Greenwich is that day nearly everywhere.
fn day(day: NaiveDate) -> String {
    format!("{}120000", day.format("%Y%m%d"))
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.unwrap_or_default().format("%Y%m%d%H%M%S").to_string()
}

fn clip(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn text(words: &str, most: usize) -> String {
    escape(clip(words, most).trim_end()).into_owned()
}
