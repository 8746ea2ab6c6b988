//! What wallets and shops write around the name of who sold: `Express Checkout Payment: ...`, `RETURN: ...`, `... REFUND`.

use super::super::text::{Words, normalize};
use super::movements;
use crate::domain::{AccountKind, RowKind};

/// What wallets and merchants print before the name of who sold, and what that makes of the row.
const WRAPPINGS: &[(&str, Option<RowKind>)] = &[
    ("express checkout payment:", None),
    ("preapproved payment bill user payment:", None),
    ("preapproved payment:", None),
    ("website payment:", None),
    ("mass pay payment:", None),
    ("payment refund:", Some(RowKind::Refund)),
    ("refund:", Some(RowKind::Refund)),
    ("return:", Some(RowKind::Refund)),
    ("returned purchase:", Some(RowKind::Refund)),
    ("credit voucher ", Some(RowKind::Refund)),
    ("merchandise return ", Some(RowKind::Refund)),
    ("purchase refund ", Some(RowKind::Refund)),
];

/// The text without what a wallet or a shop wrote around a name, and whether that says that goods came back.
pub(in crate::insights) fn unwrap(text: &str) -> (&str, bool) {
    let lead = WRAPPINGS.iter().find(|(lead, _)| {
        text.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead)) && text.len() > lead.len()
    });
    if let Some((lead, kind)) = lead {
        return (text[lead.len()..].trim(), kind.is_some());
    }
    let cut = text.len().saturating_sub(" refund".len());
    let is_refund = text.get(cut..).is_some_and(|tail| tail.eq_ignore_ascii_case(" refund"));
    // "state tax refund", "credit balance refund": no shop's
    let by_shop = || movements::find(Words::of(&normalize(text)), true, AccountKind::Other).is_none();
    if is_refund && cut > 0 && by_shop() { (text[..cut].trim(), true) } else { (text, false) }
}

/// True for a transfer of a wallet that names the shop it went to: `PAYPAL INST XFER CORNER BOOKS WEB ID: 1`.
pub(super) fn names_shop(text: &str) -> bool {
    let lead = "PAYPAL INST XFER ";
    let rest = text.get(lead.len()..).filter(|_| text[..lead.len()].eq_ignore_ascii_case(lead)).unwrap_or_default();
    let name = rest.split("WEB ID").next().unwrap_or_default();
    name.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wallets_transfer_names_a_shop_or_a_number() {
        assert!(names_shop("PAYPAL INST XFER CORNER BOOKS WEB ID: PAYPALSI77"));
        assert!(!names_shop("PAYPAL INST XFER 1234567890") && !names_shop("PAYPAL INST XFER WEB ID: PAYPALSI77"));
        assert!(!names_shop("CORNER BOOKS") && !names_shop("é"));
    }

    #[test]
    fn what_wallets_and_shops_write_around_a_name_comes_off() {
        for (text, inner) in [
            ("Express Checkout Payment: CORNER BOOKS", ("CORNER BOOKS", false)),
            ("Payment Refund: CORNER BOOKS", ("CORNER BOOKS", true)),
            ("RETURN: CORNER BOOKS", ("CORNER BOOKS", true)),
            ("CORNER BOOKS REFUND", ("CORNER BOOKS", true)),
            ("STATE OF EX TAX REFUND", ("STATE OF EX TAX REFUND", false)),
            ("CREDIT BALANCE REFUND", ("CREDIT BALANCE REFUND", false)),
            ("é refund", ("é", true)),
            ("", ("", false)),
        ] {
            assert_eq!(unwrap(text), inner, "{text}");
        }
    }
}
