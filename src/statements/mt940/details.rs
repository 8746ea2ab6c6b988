//! `:86:`, what an entry is about: who, what for, under which reference, read in the dialect that its marks betray.

use super::dialect::{self, Dialect, Part};

/// What the field says; empty where it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) name: String,
    /// IBAN or number of the other side's account.
    pub(super) account: String,
    pub(super) purpose: String,
    pub(super) reference: String,
    /// The bank's word for the kind of entry.
    pub(super) kind: String,
    pub(super) original: String,
    pub(super) charges: String,
}

/// Characters of a line that was filled, so that its last word may go on in the next; lines have 65, the tag included by some banks.
const FULL: usize = 60;

/// The same of a subfield, which has 27.
const FULL_SUBFIELD: usize = 27;

/// Reads the value of `:86:`, its lines parted by `\n`.
pub(super) fn read(value: &str) -> Details {
    let text = join(value.split('\n'), FULL);
    let mut details = Details::default();
    if let Some(subfields) = dialect::subfields(&text) {
        details.take_subfields(&subfields);
        return details;
    }
    let (before, parts) = dialect::split(&text, dialect::SLASHES);
    if parts.is_empty() {
        details.take_marked(&text, dialect::WORDS);
    } else {
        details.take_parts(&parts);
        if details.purpose.is_empty() {
            before.trim().clone_into(&mut details.purpose);
        }
    }
    details
}

impl Details {
    /// Amounts before conversion and charges, which some banks write into the second line of `:61:`.
    pub(super) fn take_amounts(&mut self, text: &str) {
        for (part, value) in dialect::split(text, dialect::SLASHES).1 {
            if matches!(part, Part::Original | Part::Charges) {
                self.take(part, value);
            }
        }
    }

    fn take_subfields(&mut self, subfields: &[(u8, &str)]) {
        let of = |wanted: &[u8]| {
            let values = subfields.iter().filter(|(number, _)| wanted.contains(number)).map(|(_, value)| *value);
            join(values, FULL_SUBFIELD).trim().to_owned()
        };
        self.kind = of(&[0]);
        self.name = of(&[32, 33]);
        self.account = of(&[38]);
        if self.account.is_empty() {
            self.account = of(&[31]);
        }
        self.take_marked(&of(&[20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 60, 61, 62, 63, 64, 65]), dialect::SEPA);
    }

    /// A text that has marks, or none, and then is the purpose.
    fn take_marked(&mut self, text: &str, dialect: Dialect) {
        let (before, parts) = dialect::split(text, dialect);
        self.take_parts(&parts);
        let before = before.trim();
        if self.purpose.is_empty() && tells(before) {
            // 999: text of no structure
            let bare = before.strip_prefix("999").filter(|rest| rest.starts_with(char::is_alphabetic));
            bare.unwrap_or(before).clone_into(&mut self.purpose);
        }
    }

    fn take_parts(&mut self, parts: &[(Part, &str)]) {
        for (part, value) in parts {
            self.take(*part, value);
        }
    }

    /// The first value of each part counts.
    fn take(&mut self, part: Part, value: &str) {
        let value = value.trim().trim_matches('/').trim();
        let place = match part {
            Part::Name => &mut self.name,
            Part::Account => &mut self.account,
            Part::Purpose => &mut self.purpose,
            Part::Reference => &mut self.reference,
            Part::Kind => &mut self.kind,
            Part::Original => &mut self.original,
            Part::Charges => &mut self.charges,
            Part::Party => return self.take_party(value),
            Part::Other => return self.take_other(value),
            Part::Rest => return,
        };
        if place.is_empty() {
            let value = if part == Part::Account { value.split(',').next().unwrap_or_default() } else { value };
            value.clone_into(place);
        }
    }

    /// `iban/bic/name/city`.
    fn take_party(&mut self, value: &str) {
        let mut parts = value.split('/');
        self.take(Part::Account, parts.next().unwrap_or_default());
        self.take(Part::Name, parts.nth(1).unwrap_or_default());
    }

    /// `number/name/purpose...`, or no more than a name.
    fn take_other(&mut self, value: &str) {
        let mut parts = value.split('/').map(str::trim).filter(|part| !part.is_empty()).peekable();
        let is_number = |part: &&str| part.bytes().filter(u8::is_ascii_digit).count() * 2 > part.len();
        if let Some(number) = parts.next_if(is_number) {
            self.take(Part::Account, number);
        }
        self.take(Part::Name, parts.next().unwrap_or_default());
        let purpose: Vec<&str> = parts.filter(|part| tells(part)).collect();
        self.take(Part::Purpose, &purpose.join(" "));
    }
}

/// Lines as one text: a line that is full goes on without a space.
fn join<'a>(lines: impl Iterator<Item = &'a str>, full: usize) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        if line.chars().count() < full {
            text.push(' ');
        }
    }
    text
}

/// False for dashes, zeros and other fillers.
pub(super) fn tells(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() && c != '0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(value: &str) -> [String; 5] {
        let details = read(value);
        [details.name, details.account, details.purpose, details.reference, details.kind]
    }

    #[test]
    fn the_german_structure_has_subfields_and_words_inside() {
        let value = "106?00SEPA LASTSCHRIFT?109075?20EREF+000123?21MREF+M1?22CRED+DE98ZZZ\
            ?23SVWZ+GYM SUMMER?24 FEE 2026?30DEUTDEFF?31DE02100100100006820101?32FIT AND FINE ACADEMY NORTH?33CLUB";
        let name = "FIT AND FINE ACADEMY NORTH CLUB";
        assert_eq!(
            parts(value),
            [name, "DE02100100100006820101", "GYM SUMMER  FEE 2026", "000123", "SEPA LASTSCHRIFT"]
        );
        let bare = "008?00DAUERAUFTRAG?20RENT?21JANUARY?3010020030?31234567?32MILLER";
        assert_eq!(parts(bare), ["MILLER", "234567", "RENT JANUARY", "", "DAUERAUFTRAG"]);
        assert_eq!(parts("166?20-?32ANN")[2], "", "a filler is no purpose");
    }

    #[test]
    fn code_words_between_slashes_are_read() {
        let value = "/TRTP/SEPA/IBAN/NL02ABNA0123456789/BIC/ABNANL2A/NAME/BIKES B.V./REMI/ORDER 1/2/EREF/E-7";
        assert_eq!(parts(value), ["BIKES B.V.", "NL02ABNA0123456789", "ORDER 1/2", "E-7", "SEPA"]);
        let party = "/CNTP/NL32INGB0000012345/INGBNL2A/BAKER/TOWN///REMI/USTD//BREAD/";
        assert_eq!(parts(party), ["BAKER", "NL32INGB0000012345", "BREAD", "", ""]);
        let other = "/BENM/300000000000133\n/POWER CO SKOPJE\n/EMPTY/\n/BILL 11";
        assert_eq!(parts(other), ["POWER CO SKOPJE", "300000000000133", "EMPTY BILL 11", "", ""]);
    }

    #[test]
    fn words_with_colons_and_free_text_are_read() {
        let value = "TEST PURCHASE REK: NL52RABO0326203011/NAAM: CORNER SHOP";
        assert_eq!(parts(value), ["CORNER SHOP", "NL52RABO0326203011", "TEST PURCHASE", "", ""]);
        assert_eq!(parts("BEA 23.06.09/22.22\nVILLA DORIA")[2], "BEA 23.06.09/22.22 VILLA DORIA");
        assert_eq!(parts("999CHECK")[2], "CHECK");
    }

    #[test]
    fn a_full_line_goes_on_without_a_space() {
        let value = format!("{}\nvator", "x".repeat(62) + "ele");
        assert!(read(&value).purpose.ends_with("elevator"));
        assert_eq!(read("").purpose, "");
    }

    #[test]
    fn amounts_before_conversion_are_found_in_the_second_line() {
        let mut details = Details::default();
        details.take_amounts("/OCMT/CAD47,11/CHGS/EUR1,23/");
        assert_eq!([details.original, details.charges], ["CAD47,11", "EUR1,23"]);
    }
}
