//! The words by which banks structure `:86:`: SWIFT leaves the field to them, so that there is a dialect for each country.

/// What a part of the field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Name,
    /// IBAN or number of the other side's account.
    Account,
    Purpose,
    Reference,
    /// The bank's word for the kind of entry.
    Kind,
    /// `iban/bic/name/city` of the other side.
    Party,
    /// Account and name of the other side, then the purpose.
    Other,
    /// Amount in the currency of the purchase: `CAD47,11`.
    Original,
    /// Charges that the amount contains: `EUR1,23`.
    Charges,
    /// Mandates, creditors' numbers, BICs: nothing that a row shows.
    Rest,
}

use Part::{Account, Charges, Kind, Name, Original, Other, Party, Purpose, Reference, Rest};

/// A dialect: its marks with what follows them.
pub(super) type Dialect = &'static [(&'static str, Part)];

/// Inside the purpose of Germany, Austria and their neighbours (DFÜ agreement of the German banks, annex 3).
pub(super) const SEPA: Dialect = &[
    ("SVWZ+", Purpose),
    ("EREF+", Reference),
    ("KREF+", Rest),
    ("MREF+", Rest),
    ("CRED+", Rest),
    ("DEBT+", Rest),
    ("COAM+", Rest),
    ("OAMT+", Rest),
    ("ABWA+", Rest),
    ("ABWE+", Rest),
    ("RREF+", Rest),
    ("PURP+", Rest),
    ("IBAN+", Account),
    ("BIC+", Rest),
    ("SVWZ: ", Purpose),
    ("EREF: ", Reference),
    ("KREF: ", Rest),
    ("MREF: ", Rest),
    ("CRED: ", Rest),
    ("ABWA: ", Rest),
    ("IBAN: ", Account),
    ("BIC: ", Rest),
];

/// The Netherlands and SWIFT's own code words.
pub(super) const SLASHES: Dialect = &[
    ("/NAME/", Name),
    ("/REMI/", Purpose),
    ("/USTD/", Purpose),
    ("/IBAN/", Account),
    ("/BBAN/", Account),
    ("/ACCW/", Account),
    ("/EREF/", Reference),
    ("/TRTP/", Kind),
    ("/CNTP/", Party),
    ("/BENM/", Other),
    ("/ORDP/", Other),
    ("/OCMT/", Original),
    ("/CHGS/", Charges),
    ("/BIC/", Rest),
    ("/CSID/", Rest),
    ("/MARF/", Rest),
    ("/ISDT/", Rest),
    ("/PREF/", Rest),
    ("/KREF/", Rest),
    ("/SREF/", Rest),
    ("/IREF/", Rest),
    ("/CREF/", Rest),
    ("/RTRN/", Rest),
    ("/ADDR/", Rest),
    ("/ID/", Rest),
    ("/PURP/", Rest),
    ("/ULTB/", Rest),
    ("/ULTD/", Rest),
    ("/ULTC/", Rest),
    ("/SVCL/", Rest),
    ("/EXCH/", Rest),
    ("/STRD/", Rest),
    ("/SUM/", Rest),
];

/// Words with a colon, of Dutch banks.
pub(super) const WORDS: Dialect = &[
    ("IBAN:", Account),
    ("REK:", Account),
    ("REKENING:", Account),
    ("NAAM:", Name),
    ("OMSCHRIJVING:", Purpose),
    ("KENMERK:", Reference),
    ("BIC:", Rest),
    ("MACHTIGING:", Rest),
    ("INCASSANT:", Rest),
    ("PAS:", Rest),
];

/// What stands before the first mark, and each mark's part with its value. A mark may begin with the character that the one before
/// ends with.
pub(super) fn split(text: &str, dialect: Dialect) -> (&str, Vec<(Part, &str)>) {
    let mut found: Vec<(Part, usize, usize)> = Vec::new();
    let mut from = 0;
    for (at, _) in text.char_indices() {
        let Some(rest) = text.get(at..).filter(|_| at >= from) else { continue };
        let first = rest.bytes().next();
        // few places begin a mark: the first letter is compared before all of them
        let begins = |mark: &str| mark.bytes().next() == first && rest.starts_with(mark);
        if let Some((mark, part)) = dialect.iter().find(|(mark, _)| begins(mark)) {
            from = at + mark.len() - usize::from(mark.ends_with('/'));
            found.push((*part, at, at + mark.len()));
        }
    }
    let starts = found.iter().skip(1).map(|(_, at, _)| *at).chain([text.len()]);
    let values = found.iter().zip(starts);
    let values = values.map(|((part, _, start), end)| (*part, text.get(*start..end).unwrap_or_default().trim()));
    (text.get(..found.first().map_or(text.len(), |(_, at, _)| *at)).unwrap_or_default(), values.collect())
}

/// The subfields `?00` to `?65` of the German structure, without the code of the business transaction before them. Other banks put
/// another sign where the question mark is. `None` for a text of another structure.
pub(super) fn subfields(text: &str) -> Option<Vec<(u8, &str)>> {
    let text = text.trim_start();
    let code = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let rest = &text[code..];
    let sign = rest.chars().next().filter(|sign| "?<>~^!@+;|'".contains(*sign))?;
    let first = number(rest.get(sign.len_utf8()..)?)?;
    if code < 3 && !matches!(first, 0 | 10 | 20) {
        return None;
    }
    let mut found: Vec<(u8, usize)> = Vec::new();
    for (at, _) in rest.match_indices(sign) {
        if let Some(number) = rest.get(at + 1..).and_then(number) {
            found.push((number, at));
        }
    }
    let ends = found.iter().skip(1).map(|(_, at)| *at).chain([rest.len()]);
    Some(
        found
            .iter()
            .zip(ends)
            .map(|((number, at), end)| (*number, rest.get(at + 3..end).unwrap_or_default()))
            .collect(),
    )
}

/// The number of a subfield, one that the structure has.
fn number(text: &str) -> Option<u8> {
    let digits = text.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let number = digits.parse().ok()?;
    matches!(number, 0 | 10 | 20..=38 | 60..=65).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_may_share_a_slash_and_values_may_be_empty() {
        let (before, parts) = split("X /ORDP//NAME/A B.V./REMI/NR. 1/2/IBAN/NL1", SLASHES);
        assert_eq!(before, "X ");
        assert_eq!(parts, [(Other, ""), (Name, "A B.V."), (Purpose, "NR. 1/2"), (Account, "NL1")]);
        assert_eq!(split("/REMI/USTD//INVOICE/", SLASHES).1, [(Purpose, ""), (Purpose, "/INVOICE/")]);
        assert_eq!(split("no marks", SLASHES), ("no marks", vec![]));
    }

    #[test]
    fn subfields_have_any_sign() {
        for text in
            ["020?00Kind?20One?32Name", "020~00Kind~20One~32Name", " 020>00Kind>20One>32Name", "<00Kind<20One<32Name"]
        {
            assert_eq!(subfields(text).unwrap(), [(0, "Kind"), (20, "One"), (32, "Name")], "{text}");
        }
        assert_eq!(subfields("106?109075?2022-04?99x").unwrap(), [(10, "9075"), (20, "22-04?99x")]);
        for text in ["999PN5477", "/IBAN/NL1", "BEA 23.06.09/22.22", "", "?", "?é", "166?"] {
            assert_eq!(subfields(text), None, "{text}");
        }
    }
}
