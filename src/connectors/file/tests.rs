use std::sync::Arc;

use chrono::{NaiveDate, TimeZone};

use super::*;
use crate::connectors::{Asking, Host};
use crate::domain::{Currency, Cursor, Heard, Money, Row, Secret, SeenBalance, Text, TxnStatus};

struct Quiet;

impl Host for Quiet {
    fn spend<'a>(&'a self, _asking: &'a Asking) -> BoxFuture<'a, Result<u64, PullError>> {
        panic!("files cost nothing")
    }
    fn heard(&self, _request: u64, _heard: Heard, _bytes: u64) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn keep_secret(&self, _secret: &Secret) -> BoxFuture<'_, Result<(), PullError>> {
        panic!("files have no secret")
    }

    fn progress(&self, _done: u32, _of: u32) {}

    fn random(&self) -> u64 {
        0
    }

    fn unguessable(&self) -> Result<String, PullError> {
        panic!("files have no use for chance")
    }
}

fn clock() -> Clock {
    Clock { now: Utc.with_ymd_and_hms(2026, 2, 1, 9, 0, 0).unwrap(), today: day(2026, 2, 1) }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn request(paths: &[&Path], cursor: Option<String>) -> Request {
    let list = paths.iter().map(|path| path.to_str().unwrap().to_owned()).collect();
    Request {
        connection: ConnectionId::new("downloads").unwrap(),
        settings: Settings::from([("paths".to_owned(), Setting::List(list))]),
        clock: clock(),
        zone: |_| chrono::FixedOffset::east_opt(0).unwrap(),
        since: day(2016, 1, 1),
        cursor,
        watermarks: BTreeMap::new(),
        secret: None,
        host: Arc::new(Quiet),
    }
}

fn pulled(request: &Request) -> Batch {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Files.pull(request)).unwrap()
}

fn ofx(number: &str, amount: &str) -> String {
    format!(
        "OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>{number}\
         <ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260101<DTEND>20991231<STMTTRN><TRNTYPE>POS\
         <DTPOSTED>20260105<TRNAMT>{amount}<FITID>7<NAME>CAFE</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS>\
         </BANKMSGSRSV1></OFX>"
    )
}

fn rows(batch: &Batch) -> usize {
    let each = batch.changes.iter().map(|change| match change {
        Changes::Window { rows, complete: false, .. } => rows.len(),
        other => panic!("files give windows that are not complete, not {other:?}"),
    });
    each.sum()
}

fn messages(batch: &Batch) -> Vec<&str> {
    batch.problems.iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn a_folder_is_read_by_content_and_a_bad_file_leaves_the_good_ones_alone() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("january.qfx", &ofx("1001", "-4.00"));
    put("named like nothing", &ofx("1002", "-5.00"));
    put("broken.ofx", &ofx("1003", "-6.00")[..200]);
    put("photo.pdf", "%PDF-1.7");
    put("running.ofx.crdownload", &ofx("1004", "-7.00"));
    put(".hidden.ofx", &ofx("1005", "-8.00"));
    fs::create_dir(folder.path().join("below.ofx")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("link.ofx")).unwrap();
    let batch = pulled(&request(&[folder.path()], None));
    assert_eq!((batch.accounts.len(), rows(&batch)), (2, 2));
    assert_eq!(messages(&batch), ["broken.ofx: the file is cut off inside STMTTRN: download it again"]);
    assert_eq!(batch.problems[0].kind, ProblemKind::Malformed);
}

#[test]
fn an_unchanged_folder_is_not_read_again_and_a_changed_one_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.ofx"), ofx("1001", "-4.00")).unwrap();
    let first = pulled(&request(&[folder.path()], None));
    let again = pulled(&request(&[folder.path()], first.cursor.after(None)));
    assert_eq!((rows(&first), again.changes.len(), again.problems.len()), (1, 0, 0));
    assert_eq!(again.cursor, Cursor::Keep);
    fs::write(folder.path().join("b.ofx"), ofx("1002", "-40.00")).unwrap();
    assert_eq!(rows(&pulled(&request(&[folder.path()], first.cursor.after(None)))), 2);
}

#[test]
fn a_broken_file_is_told_of_at_every_pull() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.ofx"), "").unwrap();
    let first = pulled(&request(&[folder.path()], None));
    let again = pulled(&request(&[folder.path()], first.cursor.after(None)));
    assert_eq!(messages(&first), ["a.ofx: the file is empty: download it again"]);
    assert_eq!(first.problems, again.problems);
}

#[test]
fn what_is_missing_or_no_file_is_a_problem_and_no_path_at_all_is_the_config_s() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("a.ofx");
    fs::write(&good, ofx("1001", "-4.00")).unwrap();
    let missing = folder.path().join("gone.ofx");
    let batch = pulled(&request(&[&missing, Path::new("/dev/null"), &good, &good], None));
    assert_eq!(rows(&batch), 1);
    assert_eq!(
        messages(&batch),
        [
            "gone.ofx: cannot be read (entity not found): check the path and who may read it",
            "null: is not a regular file: give the path of a statement file",
        ]
    );
    let nothing = pull(&request(&[], None)).unwrap_err();
    assert_eq!(nothing.0.kind, ProblemKind::Config);
}

#[test]
fn a_window_never_reaches_beyond_what_can_be_known() {
    let statements = statements::read(ofx("1001", "-4.00").as_bytes(), "a", &Options::default()).unwrap().statements;
    let batch = batch_of(&ConnectionId::import(), statements, clock());
    let [Changes::Window { from, to, complete: false, .. }] = &batch.changes[..] else { panic!("one window") };
    assert_eq!((*from, *to), (day(2026, 1, 1), clock().today));
}

#[test]
fn an_account_of_two_files_is_named_once_with_its_newest_balance() {
    let with_balance = |amount: &str, as_of| {
        let mut statement =
            statements::read(ofx("1001", "-4.00").as_bytes(), "a", &Options::default()).unwrap().statements.remove(0);
        let current = Some(Money::parse(amount, Currency::USD).unwrap());
        statement.account.balance = Some(SeenBalance { current, as_of, ..SeenBalance::default() });
        statement
    };
    let noon = |month, day| Utc.with_ymd_and_hms(2026, month, day, 12, 0, 0).single();
    let all =
        vec![with_balance("2.00", noon(1, 30)), with_balance("1.00", noon(1, 2)), with_balance("3.00", noon(2, 1))];
    let batch = batch_of(&ConnectionId::import(), all, clock());
    assert_eq!((batch.accounts.len(), batch.changes.len()), (1, 3));
    let balance = batch.accounts[0].balance.clone().unwrap();
    assert_eq!(balance.current.unwrap().to_string(), "3.00 USD");
    assert_eq!(balance.as_of, Some(clock().now), "noon of today is still to come");
}

#[test]
fn a_statement_without_an_account_gets_the_one_that_the_person_named() {
    let mut statements = statements::read(ofx("", "-4.00").as_bytes(), "a", &Options::default()).unwrap().statements;
    statements.extend(statements::read(ofx("1001", "-4.00").as_bytes(), "b", &Options::default()).unwrap().statements);
    assign(&mut statements, "Joint account");
    assert_eq!(statements[0].account.name.as_str(), "Joint account");
    assert_eq!(statements[1].account.name.as_str(), "Checking");
    assert_ne!(statements[0].account.provider_id, statements[1].account.provider_id);
}

#[test]
fn notes_of_a_statement_become_notices_on_its_account() {
    let mut statement =
        statements::read(ofx("1001", "-4.00").as_bytes(), "a", &Options::default()).unwrap().statements.remove(0);
    statement.notes.push(Clean::new("not imported: 3 investment transactions, 0 positions"));
    let zero = Money::zero(Currency::USD);
    statement.rows.push(Row::new(TxnStatus::Posted, zero, Text::new("no date")));
    let batch = batch_of(&ConnectionId::import(), vec![statement], clock());
    assert!(matches!(&batch.problems[..], [Problem { scope: Scope::Account(_), kind: ProblemKind::Notice, .. }]));
}
