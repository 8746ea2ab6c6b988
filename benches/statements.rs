//! How many rows a second each reader of statement files reads on one core: files of 100,000 rows, made in memory. divan shows items a
//! second.
//!
//! ```text
//! cargo bench --bench statements
//! ```

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use passbook::statements::{Options, read};

const ROWS: usize = 100_000;

fn main() {
    divan::main();
}

/// A reader: the name that the figures bear, the file's name, head, one row, foot.
struct Sample {
    name: &'static str,
    file: &'static str,
    head: &'static str,
    row: fn(&Movement) -> String,
    foot: &'static str,
}

/// One line a reader.
const SAMPLES: &[Sample] = &[
    Sample { name: "ofx_sgml", file: "a.ofx", head: OFX_SGML, row: ofx_sgml, foot: OFX_SGML_END },
    Sample { name: "ofx_xml", file: "a.ofx", head: OFX_XML, row: ofx_xml, foot: OFX_XML_END },
    Sample { name: "camt", file: "a.xml", head: CAMT, row: camt, foot: CAMT_END },
    Sample { name: "mt940", file: "a.sta", head: MT940, row: mt940, foot: MT940_END },
    Sample { name: "qif", file: "a.qif", head: "!Type:Bank\n", row: qif, foot: "" },
    Sample { name: "csv", file: "Chase1002_Activity.csv", head: CSV, row: csv, foot: "" },
];

/// What all files say of row `n`.
struct Movement {
    n: usize,
    day: usize,
    month: usize,
    cents: usize,
}

impl Movement {
    fn of(n: usize) -> Self {
        Self { n, day: n % 28 + 1, month: n / 28 % 12 + 1, cents: n * 37 % 100_000 + 1 }
    }

    fn amount(&self) -> String {
        format!("{}.{:02}", self.cents / 100, self.cents % 100)
    }
}

#[divan::bench(args = SAMPLES.iter().map(|sample| sample.name), sample_count = 10, sample_size = 1)]
fn reads(bencher: Bencher, name: &str) {
    let Some(sample) = SAMPLES.iter().find(|sample| sample.name == name) else { return };
    let rows: String = (0..ROWS).map(|n| (sample.row)(&Movement::of(n))).collect();
    let file = format!("{}{rows}{}", sample.head, sample.foot);
    let options = Options::default();
    bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::new(file.len())).bench(|| {
        let reading = read(file.as_bytes(), sample.file, &options);
        assert_eq!(reading.as_ref().map(|reading| reading.rows().count()), Ok(ROWS));
        reading
    });
}

const OFX_SGML: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\n\
    OLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX>\n<BANKMSGSRSV1><STMTTRNRS><STMTRS>\n<CURDEF>USD\n<BANKACCTFROM>\n<BANKID>121000248\n\
    <ACCTID>123456789\n<ACCTTYPE>CHECKING\n</BANKACCTFROM>\n<BANKTRANLIST>\n<DTSTART>20260101\n<DTEND>20261231\n";
const OFX_SGML_END: &str = "</BANKTRANLIST>\n<LEDGERBAL><BALAMT>100.00<DTASOF>20261231</LEDGERBAL>\n</STMTRS></STMTTRNRS></BANKMSGSRSV1>\n</OFX>\n";

fn ofx_sgml(row: &Movement) -> String {
    format!(
        "<STMTTRN>\n<TRNTYPE>DEBIT\n<DTPOSTED>2026{:02}{:02}120000[-5:EST]\n<TRNAMT>-{}\n<FITID>2026{:010}\n<NAME>MERCHANT {} PORTLAND\n\
         <MEMO>CARD PURCHASE 1234 REF {}\n</STMTTRN>\n",
        row.month,
        row.day,
        row.amount(),
        row.n,
        row.n % 2000,
        row.n
    )
}

const OFX_XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"211\"?>\n<OFX>\n<BANKMSGSRSV1><STMTTRNRS>\
    <STMTRS>\n<CURDEF>USD</CURDEF>\n<BANKACCTFROM><BANKID>121000248</BANKID><ACCTID>123456789</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE>\
    </BANKACCTFROM>\n<BANKTRANLIST>\n<DTSTART>20260101</DTSTART><DTEND>20261231</DTEND>\n";
const OFX_XML_END: &str = "</BANKTRANLIST>\n</STMTRS></STMTTRNRS></BANKMSGSRSV1>\n</OFX>\n";

fn ofx_xml(row: &Movement) -> String {
    format!(
        "<STMTTRN>\n<TRNTYPE>DEBIT</TRNTYPE>\n<DTPOSTED>2026{:02}{:02}120000[-5:EST]</DTPOSTED>\n<TRNAMT>-{}</TRNAMT>\n\
         <FITID>2026{:010}</FITID>\n<NAME>MERCHANT {} PORTLAND</NAME>\n<MEMO>CARD PURCHASE 1234 REF {}</MEMO>\n</STMTTRN>\n",
        row.month,
        row.day,
        row.amount(),
        row.n,
        row.n % 2000,
        row.n
    )
}

const CAMT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n\
    <BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr>\n<Stmt><Id>S1</Id>\n<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy>\
    </Acct>\n";
const CAMT_END: &str = "</Stmt></BkToCstmrStmt></Document>\n";

fn camt(row: &Movement) -> String {
    let (amount, n) = (row.amount(), row.n);
    format!(
        "<Ntry>\n<Amt Ccy=\"EUR\">{amount}</Amt>\n<CdtDbtInd>DBIT</CdtDbtInd>\n<Sts><Cd>BOOK</Cd></Sts>\n\
         <BookgDt><Dt>2026-{:02}-{:02}</Dt></BookgDt>\n<ValDt><Dt>2026-{:02}-{:02}</Dt></ValDt>\n<AcctSvcrRef>2026{n:010}</AcctSvcrRef>\n\
         <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>CCRD</Cd><SubFmlyCd>POSD</SubFmlyCd></Fmly></Domn></BkTxCd>\n\
         <NtryDtls><TxDtls>\n<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\n<Amt Ccy=\"EUR\">{amount}</Amt>\n\
         <RltdPties><Cdtr><Pty><Nm>MERCHANT {} PORTLAND</Nm></Pty></Cdtr></RltdPties>\n\
         <RmtInf><Ustrd>CARD PURCHASE 1234 REF {n}</Ustrd></RmtInf>\n</TxDtls></NtryDtls>\n</Ntry>\n",
        row.month,
        row.day,
        row.month,
        row.day,
        n % 2000
    )
}

const MT940: &str = ":20:STARTUMS\n:25:12030000/0000202051EUR\n:28C:1/1\n:60F:C260101EUR0,00\n";
const MT940_END: &str = ":62F:C261231EUR0,00\n-\n";

fn mt940(row: &Movement) -> String {
    let (month, day, n) = (row.month, row.day, row.n);
    let amount = row.amount().replace('.', ",");
    format!(
        ":61:26{month:02}{day:02}{month:02}{day:02}D{amount}NMSCNONREF//2026{n:010}\n\
         :86:106?00KARTENZAHLUNG?20CARD PURCHASE 1234?21REF {n}?32MERCHANT {} PORTLAND\n",
        n % 2000
    )
}

fn qif(row: &Movement) -> String {
    format!(
        "D{}/{}/2026\nT-{}\nPMERCHANT {} PORTLAND\nMCARD PURCHASE 1234 REF {}\n^\n",
        row.month,
        row.day,
        row.amount(),
        row.n % 2000,
        row.n
    )
}

const CSV: &str = "Transaction Date,Post Date,Description,Category,Type,Amount,Memo\n";

fn csv(row: &Movement) -> String {
    let (month, day) = (row.month, row.day);
    format!(
        "{month:02}/{day:02}/2026,{month:02}/{day:02}/2026,MERCHANT {} PORTLAND,Shopping,Sale,-{},REF {}\n",
        row.n % 2000,
        row.amount(),
        row.n
    )
}
