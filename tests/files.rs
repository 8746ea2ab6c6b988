//! Statement files through the program: watched folders with layouts of one's own, bad files beside good ones, one account in two formats.

#![allow(clippy::unwrap_used, reason = "what fails here fails the run, with its words")]

mod home;

use home::{Home, STATEMENT, words};

/// A home with a folder `downloads`, watched by the config `passbook.toml`.
struct Watched {
    home: Home,
    config: String,
}

impl Watched {
    fn new(more: &str) -> Self {
        let home = Home::new();
        std::fs::create_dir(home.path("downloads")).unwrap();
        let folder = home.path("downloads");
        let entry =
            format!("[[connection]]\nname = \"downloads\"\nkind = \"folder\"\npath = \"{}\"\n{more}", folder.display());
        let config = home.write("passbook.toml", &entry);
        Self { home, config }
    }

    /// A file that nobody has written to for a minute.
    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.home.path("downloads").join(name);
        std::fs::write(&path, bytes).unwrap();
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_mins(1)).unwrap();
    }

    /// Exit code and words of a sync.
    fn sync(&self) -> (Option<i32>, String) {
        let output = self.home.run(&["--config", &self.config, "sync"]);
        (output.status.code(), words(&output))
    }
}

#[test]
fn a_watched_folder_says_of_each_file_what_it_brought() {
    let watched = Watched::new("");
    watched.put("chase.qfx", STATEMENT);
    watched.put("broken.ofx", "PK\u{3}\u{4}");
    let (code, said) = watched.sync();
    assert!(said.contains("chase.qfx: 2 new, 0 already there"), "{said}");
    assert!(said.contains("broken.ofx: this is a zip archive"), "{said}");
    assert_eq!(code, Some(3));
    watched.put("chase (1).qfx", STATEMENT);
    watched.put("same rows.ofx", STATEMENT.replace("587.70", "600.00"));
    let (code, said) = watched.sync();
    assert!(said.contains("same rows.ofx: 0 new, 2 already there") && !said.contains("(1)"), "{said}");
    let (again, quiet) = watched.sync();
    assert_eq!((code, again, quiet.trim()), (Some(0), Some(0), "downloads: nothing new"));
}

#[test]
fn a_file_that_only_a_person_can_place_keeps_no_other_out() {
    let watched = Watched::new("");
    watched.put("a.ofx", STATEMENT);
    watched.put("b.ofx", STATEMENT.replace("<BANKID>123456789<ACCTID>0001", "<BANKID>999<ACCTID>5551"));
    watched.put("c.ofx", STATEMENT.replace("000111222333", "777888999000"));
    let (code, said) = watched.sync();
    assert_eq!(code, Some(3), "{said}");
    for told in ["a.ofx: 2 new", "b.ofx: the answer was refused", "give --account a0", "c.ofx: 2 new"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("b.ofx: 0 new"), "{said}");
    let (again, quiet) = watched.sync();
    assert_eq!((again, quiet.trim()), (Some(0), "downloads: nothing new"));
    let path = watched.home.path("downloads/b.ofx").to_string_lossy().into_owned();
    let taken = watched.home.run(&["--config", &watched.config, "import", "--account", "Joint", &path]);
    assert!(words(&taken).contains("2 new, 0 already there"), "{}", words(&taken));
}

const MINE: &str = "title = \"My bank\"\nheader = [\"wann\", \"wieviel\", \"wozu\"]\ndates = [\"dmy\"]\n[columns]\n\
date = \"wann\"\namount = \"wieviel\"\ntext = \"wozu\"\n";

#[test]
fn a_watched_folder_reads_by_layouts_of_one_s_own_even_those_that_come_later() {
    let watched = Watched::new("account = \"Giro\"\n");
    watched.put("umsatz.csv", "wann;wieviel;wozu\n05.11.2026;-12,30;Bäckerei\n06.11.2026;100,00;Lohn\n");
    let (_, said) = watched.sync();
    assert!(!said.contains("2 new"), "nothing is guessed at: {said}");
    std::fs::create_dir(watched.home.path("layouts")).unwrap();
    watched.home.write("layouts/mine.toml", &MINE.replace("wozu", "wazu"));
    watched.home.write("layouts/broken.toml", "header = 3\n");
    let (code, said) = watched.sync();
    assert_eq!(code, Some(3));
    assert!(said.contains("layouts/broken.toml:1:10: 'header' is an integer"), "{said}");
    std::fs::remove_file(watched.home.path("layouts/broken.toml")).unwrap();
    watched.home.write("layouts/mine.toml", MINE);
    let (code, said) = watched.sync();
    assert!(said.contains("umsatz.csv: 2 new, 0 already there"), "{said}");
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = watched.sync();
    assert!(said.contains("nothing new"), "{said}");
}

/// Files that are no statement, with what must be said of each.
fn bad_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let cut = STATEMENT.split_at(STATEMENT.find("<FITID>a2").unwrap()).0;
    let mut gzip = vec![0x1f, 0x8b, 8, 0];
    gzip.extend([7; 400]);
    vec![
        ("cut.ofx", text(cut), "the file is cut off inside STMTTRN"),
        ("mixed.ofx", text(&format!("{cut}:20:X\n:25:1\n:60F:C261101USD1,00\n")), "download "),
        ("empty.ofx", vec![], "the file is empty"),
        ("blank.csv", text(" \r\n\n"), "the file is empty"),
        ("binary.qif", (0..=255).cycle().take(5000).collect(), "binary data, not a statement"),
        ("archive.zip", text("PK\u{3}\u{4}\u{14}\0\0\0"), "a zip archive or spreadsheet, not a statement"),
        ("packed.csv.gz", gzip, "a gzip archive, not a statement"),
        ("login.ofx", text("<!DOCTYPE html>\n<html><body>Sign in, then date, amount</body></html>"), "a web page"),
        (
            "deep.ofx",
            text(&format!("OFXHEADER:100\n\n<OFX>{}{}</OFX>", "<A>".repeat(300), "</A>".repeat(300))),
            "more than 64 elements inside",
        ),
        (
            "wide.csv",
            text(&format!("Date,Description,Debit,Credit\n01/13/2026,A,1.00,{}\n", ",".repeat(300))),
            "more than 200 columns",
        ),
        (
            "quote.csv",
            text("Date,Description,Debit,Credit\n01/13/2026,\"A,1.00,\n01/14/2026,B,2.00,\n"),
            "line 2: a quote is opened",
        ),
        ("words.txt", text("Dear customer,\nyour statement is ready.\n"), "no statement format is recognized"),
    ]
}

#[test]
fn bad_files_get_one_clear_line_each_and_the_good_ones_between_them_are_stored() {
    let home = Home::new();
    let good = home.write("good.ofx", STATEMENT);
    let other = home.write("other.ofx", &STATEMENT.replace("000111222333", "999888777666"));
    let mut args = vec!["import".to_owned(), good];
    for (name, bytes, _) in bad_files() {
        std::fs::write(home.path(name), bytes).unwrap();
        args.push(home.path(name).to_string_lossy().into_owned());
    }
    std::fs::create_dir(home.path("folder.ofx")).unwrap();
    let pipe = home.path("pipe.ofx");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let missing = home.path("missing.ofx");
    for path in [home.path("folder.ofx"), pipe, missing] {
        args.push(path.to_string_lossy().into_owned());
    }
    args.push(other);
    let output = home.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let said = words(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| !line.starts_with("  ")).collect();
    assert_eq!(lines.len(), args.len() - 1, "one line a file: {said}");
    let expected = bad_files().into_iter().map(|(name, _, words)| (name, words)).chain([
        ("folder.ofx", "is not a regular file"),
        ("pipe.ofx", "is not a regular file"),
        ("missing.ofx", "cannot be read (entity not found)"),
    ]);
    for (name, words) in expected {
        let line = lines.iter().find(|line| line.contains(&format!("/{name}: "))).unwrap_or(&"");
        assert!(line.contains("not imported: ") && line.contains(words), "{name}: {line}");
    }
    assert_eq!(home.json(&["accounts", "--json"])["accounts"].as_array().unwrap().len(), 2);
    assert_eq!(home.json(&["transactions", "--json"])["transactions"].as_array().unwrap().len(), 4);
    let alone = home.run(&["import", &home.path("cut.ofx").to_string_lossy()]);
    assert_eq!(alone.status.code(), Some(1));
}

#[test]
fn an_answer_about_one_account_of_a_file_leaves_the_others_alone() {
    let home = Home::new();
    let first = home.write("first.ofx", STATEMENT);
    assert!(home.run(&["import", &first]).status.success());
    // the same tail at another bank, and an account that nothing resembles
    let start = STATEMENT.find("<STMTTRNRS>").unwrap();
    let end = STATEMENT.find("</STMTTRNRS>").unwrap() + "</STMTTRNRS>".len();
    let (like, other) = (STATEMENT[start..end].replace("123456789", "999"), &STATEMENT[start..end]);
    let other = other.replace("000111222333", "777888999000");
    let both = [&STATEMENT[..start], &like, &other, &STATEMENT[end..]].concat();
    let both = home.write("both.ofx", &both);
    let asked = home.run(&["import", &both]);
    assert!(words(&asked).contains("which account is"), "{}", words(&asked));
    let agreed = home.run(&["import", "--yes", &both]);
    assert!(words(&agreed).contains("2 new, 2 already there"), "{}", words(&agreed));
    assert_eq!(home.json(&["accounts", "--json"])["accounts"].as_array().unwrap().len(), 2);
}

#[test]
fn a_watched_folder_stores_the_good_files_between_bad_ones() {
    let watched = Watched::new("");
    watched.put("a good.ofx", STATEMENT);
    for (name, bytes, _) in bad_files() {
        watched.put(name, bytes);
    }
    watched.put("z good.ofx", STATEMENT.replace("000111222333", "999888777666"));
    let (code, said) = watched.sync();
    assert_eq!(code, Some(3), "{said}");
    for name in ["a good.ofx", "z good.ofx"] {
        assert!(said.contains(&format!("{name}: 2 new, 0 already there")), "{said}");
    }
    assert!(!said.contains("archive.zip"), "what is no statement and is not named like one is left alone: {said}");
    let again = watched.sync();
    assert_eq!((again.0, again.1.trim()), (Some(0), "downloads: nothing new"), "each is told of once");
}

/// Movements of one account of a German bank: day of November, cents, words and the bank's reference.
const MOVEMENTS: [(u32, i64, &str, &str); 6] = [
    (3, -1230, "BAECKEREI", "B-1"),
    (4, 200_000, "LOHN ACME", "B-2"),
    (4, -450, "KAFFEE", "B-3"),
    (4, -450, "KAFFEE", "B-4"),
    (9, -90_000, "MIETE", "B-5"),
    (12, -2360, "BUCHLADEN", "B-6"),
];
const IBAN: &str = "DE02100100100006820101";

fn euros(cents: i64, mark: char) -> String {
    format!("{}{mark}{:02}", cents.abs() / 100, cents.abs() % 100)
}

fn mt940(days: std::ops::RangeInclusive<u32>) -> String {
    let mut text = format!(":20:X\n:25:{IBAN}\n:28C:1/1\n:60F:C261101EUR0,00\n");
    let mut sum = 0;
    for (day, cents, words, reference) in MOVEMENTS {
        if days.contains(&day) {
            let side = if cents < 0 { 'D' } else { 'C' };
            text.push_str(&format!(":61:2611{day:02}11{day:02}{side}{}NMSCNONREF//{reference}\n", euros(cents, ',')));
            text.push_str(&format!(":86:106?00BUCHUNG?20{words}\n"));
            sum += cents;
        }
    }
    text.push_str(&format!(":62F:{}261130EUR{}\n", if sum < 0 { 'D' } else { 'C' }, euros(sum, ',')));
    text
}

/// `camt.053`, or a report of the day (`camt.052`).
fn camt(report: bool, days: std::ops::RangeInclusive<u32>) -> String {
    let (message, inside) = if report { ("BkToCstmrAcctRpt", "Rpt") } else { ("BkToCstmrStmt", "Stmt") };
    let entries = MOVEMENTS.iter().filter(|(day, ..)| days.contains(day)).map(|(day, cents, words, reference)| {
        let side = if *cents < 0 { "DBIT" } else { "CRDT" };
        let date = format!("<Dt>2026-11-{day:02}</Dt>");
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts><BookgDt>{date}</BookgDt><ValDt>{date}</ValDt>\
             <AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n",
            euros(*cents, '.')
        )
    });
    format!(
        "<?xml version=\"1.0\"?>\n<Document><{message}><{inside}><Id>1</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{}\
         </{inside}></{message}></Document>\n",
        entries.collect::<String>()
    )
}

/// Date, amount and count of accounts of what is stored.
fn stored(home: &Home) -> (usize, Vec<String>) {
    let listed = home.json(&["transactions", "--json"]);
    let mut rows: Vec<String> = listed["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["posted"].as_str().unwrap(), row["amount"].as_str().unwrap()))
        .collect();
    rows.sort();
    (home.json(&["accounts", "--json"])["accounts"].as_array().unwrap().len(), rows)
}

fn truth() -> (usize, Vec<String>) {
    let mut rows: Vec<String> = MOVEMENTS
        .iter()
        .map(|(day, cents, ..)| format!("2026-11-{day:02} {}{}", if *cents < 0 { "-" } else { "" }, euros(*cents, '.')))
        .collect();
    rows.sort();
    (1, rows)
}

#[test]
fn an_account_in_several_formats_whole_in_halves_and_twice_is_one_book() {
    let files = [
        ("a.sta", mt940(1..=30)),
        ("b.xml", camt(false, 1..=30)),
        ("c.sta", mt940(1..=4)),
        ("d.xml", camt(false, 4..=30)),
        ("e.xml", camt(true, 4..=4)),
        ("f.xml", camt(true, 9..=12)),
    ];
    for order in [[0, 1, 2, 3, 4, 5], [4, 5, 2, 3, 1, 0], [2, 3, 0, 4, 5, 1], [3, 2, 4, 0, 5, 1]] {
        let home = Home::new();
        for at in order.into_iter().chain(order) {
            let (name, text) = &files[at];
            let path = home.write(name, text);
            let output = home.run(&["import", &path]);
            assert!(output.status.success(), "{order:?}: {}", words(&output));
        }
        assert_eq!(stored(&home), truth(), "{order:?}");
    }
}

#[test]
fn a_download_as_ofx_and_as_csv_is_one_book() {
    let ofx = |days: std::ops::RangeInclusive<u32>| {
        let rows = MOVEMENTS.iter().filter(|(day, ..)| days.contains(day)).map(|(day, cents, words, reference)| {
            let sign = if *cents < 0 { "-" } else { "" };
            let amount = euros(*cents, '.');
            format!(
                "<STMTTRN><DTPOSTED>202611{day:02}<TRNAMT>{sign}{amount}<FITID>{reference}<NAME>{words}</STMTTRN>\n"
            )
        });
        format!(
            "OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>1001<ACCTTYPE>CHECKING\
             </BANKACCTFROM><BANKTRANLIST>{}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
            rows.collect::<String>()
        )
    };
    let csv = |days: std::ops::RangeInclusive<u32>| {
        let rows = MOVEMENTS.iter().filter(|(day, ..)| days.contains(day)).map(|(day, cents, words, _)| {
            let (debit, credit) =
                if *cents < 0 { (euros(*cents, '.'), String::new()) } else { (String::new(), euros(*cents, '.')) };
            format!("2026-11-{day:02},{words},{debit},{credit}\n")
        });
        format!("Date,Description,Debit (EUR),Credit (EUR)\n{}", rows.collect::<String>())
    };
    let home = Home::new();
    let take = |name: &str, text: &str, more: &[&str]| {
        let path = home.write(name, text);
        let output = home.run(&[&["import", "--yes"], more, &[&path]].concat());
        assert!(output.status.success(), "{name}: {}", words(&output));
    };
    take("first.ofx", &ofx(1..=4), &[]);
    take("all.csv", &csv(1..=30), &["--account", "1001"]);
    take("second.ofx", &ofx(4..=30), &[]);
    take("late.csv", &csv(9..=30), &["--account", "1001"]);
    assert_eq!(stored(&home), truth());
}

#[test]
fn an_api_and_a_watched_folder_at_once_are_one_book() {
    let watched = Watched::new("");
    let rows = MOVEMENTS.iter().filter(|(day, ..)| *day >= 4).map(|(day, cents, words, _)| {
        let sign = if *cents < 0 { "-" } else { "" };
        format!("{{\"id\":\"api-{day}-{words}-{cents}\",\"date\":\"2026-11-{day:02}\",\"amount\":\"{sign}{}\",\"text\":\"{words}\"}}", euros(*cents, '.'))
    });
    // the two coffees of one day have ids of their own
    let rows = rows.collect::<Vec<_>>().join(",").replacen("api-4-KAFFEE", "api-4-KAFFEE-first", 1);
    let answer = format!(
        "{{\"version\":1,\"accounts\":[{{\"id\":\"x\",\"name\":\"Girokonto\",\"bank\":\"bank.example\",\"currency\":\"EUR\",\"kind\":\"checking\",\
         \"number\":\"{}\",\"from\":\"2026-11-04\",\"to\":\"2026-11-22\",\"transactions\":[{rows}]}}]}}",
        &IBAN[IBAN.len() - 4..]
    );
    let answer = watched.home.write("answer.json", &answer);
    let entry = std::fs::read_to_string(&watched.config).unwrap();
    let api = format!("[[connection]]\nname = \"api\"\nkind = \"command\"\ncommand = [\"/bin/cat\", \"{answer}\"]\n");
    std::fs::write(&watched.config, format!("{entry}{api}")).unwrap();
    watched.put("november.sta", mt940(1..=9));
    let (code, said) = watched.sync();
    assert_eq!(code, Some(0), "{said}");
    watched.put("november.xml", camt(false, 1..=30));
    let (code, said) = watched.sync();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(stored(&watched.home), truth(), "{said}");
}
