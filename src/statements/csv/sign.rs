//! What a plus means, where neither the layout nor the person says: by the running balance, by words that only one side has, else by
//! what most rows are, which is asked.

use super::balance::Check;
use super::role::plain;
use super::rows::Group;
use crate::domain::Row;
use crate::statements::Sign;

/// A sign and whether it was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) sign: Sign,
    pub(super) sure: bool,
}

/// Words of money that comes in: wages to an account, what was paid to a card. In the form of [`plain`], and whole words. Words that
/// stand on both sides of a payment (`autopay`, `online payment`) prove nothing.
const RECEIVED: &[&str] = &[
    "payroll",
    "salary",
    "direct dep",
    "direct deposit",
    "paycheck",
    "wages",
    "gehalt",
    "lohn",
    "lohn gehalt",
    "salaire",
    "nomina",
    "stipendio",
    "salaris",
    "payment thank you",
    "autopay thank you",
    "payment received",
    "payment received thank you",
];

/// Judges the rows as they stand, a plus being money in. Words alone decide nothing: one row may be a refund, or an employer's. They
/// are sure where all of them agree, and with them most rows, since nearly everyone has more charges than receipts.
pub(super) fn judge(groups: &[Group]) -> Verdict {
    let sure = |sign| Verdict { sign, sure: true };
    let checks: Vec<Check> = groups.iter().map(|group| Check::of(&group.rows)).collect();
    let (turned, right) = (checks.iter().any(|check| check.is_turned()), checks.iter().any(|check| check.is_right()));
    match (turned, right) {
        (true, false) => return sure(Sign::Inverted),
        (false, true) => return sure(Sign::Bank),
        _ => {}
    }
    let rows = || groups.iter().flat_map(|group| &group.rows).filter(|row| !row.amount.is_zero()).take(5000);
    let outs = rows().filter(|row| row.amount.is_out()).count();
    let ins = rows().count() - outs;
    let (mut bank, mut inverted) = (0, 0);
    for row in rows().filter(|row| says_received(row)) {
        bank += usize::from(!row.amount.is_out());
        inverted += usize::from(row.amount.is_out());
    }
    match (bank, inverted) {
        (1.., 0) if outs > ins => sure(Sign::Bank),
        (0, 1..) if ins > outs => sure(Sign::Inverted),
        (1.., 0) => Verdict { sign: Sign::Bank, sure: false },
        (0, 1..) => Verdict { sign: Sign::Inverted, sure: false },
        _ => Verdict { sign: if ins > outs && ins + outs > 2 { Sign::Inverted } else { Sign::Bank }, sure: false },
    }
}

fn says_received(row: &Row) -> bool {
    let text = format!(" {} ", plain(row.text.clean().as_str()));
    RECEIVED.iter().any(|words| text.contains(&format!(" {words} ")))
}

/// Turns every amount of the file.
pub(super) fn turn(groups: &mut [Group]) {
    for row in groups.iter_mut().flat_map(|group| &mut group.rows) {
        row.amount = row.amount.negated();
        if let Some(extras) = &mut row.extras {
            extras.original = extras.original.map(|original| original.negated());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, Money, Text, TxnStatus};

    fn judged(rows: &[(&str, &str)]) -> (&'static str, bool) {
        let row = |(amount, text): &(&str, &str)| {
            Row::new(TxnStatus::Posted, Money::parse(amount, Currency::USD).unwrap(), Text::new(text))
        };
        let rows = rows.iter().map(row).collect();
        let verdict = judge(&[Group { account: String::new(), currency: Currency::USD, rows }]);
        (verdict.sign.word(), verdict.sure)
    }

    #[test]
    fn words_are_sure_only_where_most_rows_agree() {
        let shops = [("-4.00", "CAFE"), ("-9.00", "SHOP")];
        let with = |row: (&'static str, &'static str)| judged(&[shops[0], shops[1], row]);
        assert_eq!(with(("900.00", "ACME PAYROLL")), ("bank", true));
        assert_eq!(with(("-900.00", "ADP PAYROLL FOR STAFF")), ("inverted", false), "an employer's account");
        assert_eq!(with(("-900.00", "ONLINE PAYMENT TO CARD")), ("bank", false), "the other side of a card's payment");
        assert_eq!(with(("-900.00", "Lohnsteuer")), ("bank", false));
        let card = [("4.00", "CAFE"), ("9.00", "SHOP"), ("-13.00", "Payment - Thank You")];
        assert_eq!(judged(&card), ("inverted", true));
        assert_eq!(judged(&card[..2]), ("bank", false), "two rows say nothing");
        assert_eq!(judged(&[("4.00", "CAFE"), ("9.00", "SHOP"), ("5.00", "PUB")]), ("inverted", false));
    }
}
