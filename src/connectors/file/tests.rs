use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{NaiveDate, TimeZone, Utc};

use super::*;
use crate::connectors::{Asking, Host};
use crate::domain::{
    Changes, Clock, ConnectionId, Currency, Cursor, Heard, Money, Problem, Row, Scope, Secret, SeenBalance, Text,
    TxnStatus,
};
use crate::statements::{self, Options, Reading};

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
    runtime.block_on(Files { kind: KIND }.pull(request)).unwrap()
}

/// Pulls until the connector has no more, as a sync does; the bookmark goes from one answer to the next.
fn synced(request: &mut Request) -> Vec<Batch> {
    let mut answers = Vec::new();
    loop {
        let batch = pulled(request);
        request.cursor = batch.cursor.after(request.cursor.take());
        let more = batch.more;
        answers.push(batch);
        if !more {
            return answers;
        }
    }
}

/// A file that nobody has written to for a minute.
fn put(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    let file = fs::File::options().append(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
}

/// Names of files that were read, with their rows.
fn told(answers: &[Batch]) -> Vec<(String, usize)> {
    let files = answers.iter().filter_map(|batch| Some((batch.file.as_ref()?.to_string(), rows(batch))));
    files.collect()
}

fn all_messages(answers: &[Batch]) -> Vec<&str> {
    answers.iter().flat_map(messages).collect()
}

fn read_bytes(text: &str) -> Reading {
    statements::read(text.as_bytes(), "a", &Options::default()).unwrap()
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
    let put = |name: &str, text: &str| put(&folder.path().join(name), text);
    put("january.qfx", &ofx("1001", "-4.00"));
    put("named like nothing", &ofx("1002", "-5.00"));
    put("broken.ofx", &ofx("1003", "-6.00")[..200]);
    put("photo.pdf", "%PDF-1.7");
    put("running.ofx.crdownload", &ofx("1004", "-7.00"));
    put(".hidden.ofx", &ofx("1005", "-8.00"));
    fs::create_dir(folder.path().join("below.ofx")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("link.ofx")).unwrap();
    let answers = synced(&mut request(&[folder.path()], None));
    assert_eq!(told(&answers), [("january.qfx".to_owned(), 1), ("named like nothing".to_owned(), 1)]);
    assert_eq!(all_messages(&answers), ["broken.ofx: the file is cut off inside STMTTRN: download it again"]);
}

#[test]
fn a_content_is_read_once_under_whatever_name_and_a_changed_file_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    put(&path("a.ofx"), &ofx("1001", "-4.00"));
    let mut request = request(&[folder.path()], None);
    assert_eq!(told(&synced(&mut request)).len(), 1);
    let again = synced(&mut request);
    let [quiet] = &again[..] else { panic!("one look, not {again:?}") };
    assert_eq!((quiet.changes.len(), quiet.problems.len(), &quiet.cursor), (0, 0, &Cursor::Keep), "nothing to keep");
    put(&path("a (1).ofx"), &ofx("1001", "-4.00"));
    assert_eq!(told(&synced(&mut request)), [], "a copy says nothing new");
    fs::remove_file(path("a.ofx")).unwrap();
    put(&path("b.ofx"), &ofx("1001", "-4.00"));
    assert_eq!(told(&synced(&mut request)), [], "nor when the first one is gone");
    put(&path("b.ofx"), &ofx("1001", "-40.00"));
    assert_eq!(told(&synced(&mut request)), [("b.ofx".to_owned(), 1)]);
}

#[test]
fn a_file_that_is_still_being_written_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ofx");
    fs::write(&path, ofx("1001", "-4.00")).unwrap();
    let mut request = request(&[folder.path()], None);
    let answers = synced(&mut request);
    assert_eq!(told(&answers), []);
    assert!(answers[0].next.is_some_and(|next| next > clock().now), "it is looked at again soon");
    put(&path, &ofx("1001", "-4.00"));
    assert_eq!(told(&synced(&mut request)).len(), 1);
}

#[test]
fn a_broken_file_is_told_of_once_and_again_when_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("a.ofx"), "");
    let mut request = request(&[folder.path()], None);
    assert_eq!(all_messages(&synced(&mut request)), ["a.ofx: the file is empty: download it again"]);
    assert_eq!(all_messages(&synced(&mut request)), [""; 0]);
    put(&folder.path().join("a.ofx"), "PK\x03\x04");
    assert_eq!(all_messages(&synced(&mut request)).len(), 1);
}

#[test]
fn a_file_without_an_account_is_not_read_until_the_config_names_one() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("a.ofx"), &ofx("", "-4.00"));
    let mut request = request(&[folder.path()], None);
    let answers = synced(&mut request);
    assert_eq!(told(&answers), []);
    assert!(all_messages(&answers)[0].starts_with("a.ofx: not read: which account is it of?"), "{answers:?}");
    request.settings.insert("account".into(), Setting::Text("Joint".into()));
    let answers = synced(&mut request);
    assert_eq!(told(&answers), [("a.ofx".to_owned(), 1)]);
    assert_eq!(answers[0].accounts[0].chosen, Some(Clean::new("Joint")));
}

#[test]
fn what_is_missing_or_no_file_is_a_problem_and_no_path_at_all_is_the_config_s() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("a.ofx");
    put(&good, &ofx("1001", "-4.00"));
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
    let nothing = folder::pull(&request(&[], None)).unwrap_err();
    assert_eq!(nothing.0.kind, ProblemKind::Config);
}

#[test]
fn rows_without_ids_are_numbered_by_what_they_say() {
    let plain = ofx("1001", "-4.00").replace("<FITID>7", "");
    let twice =
        plain.replace("</BANKTRANLIST>", "<STMTTRN><DTPOSTED>20260105<TRNAMT>-4.00<NAME>cafe</STMTTRN></BANKTRANLIST>");
    let folder = tempfile::tempdir().unwrap();
    let ids = |text: &str| -> Vec<String> {
        let path = folder.path().join("a.ofx");
        put(&path, text);
        let reading = read(&path, &Options::default()).unwrap();
        let batch = batch_of(&ConnectionId::import(), reading.statements, clock());
        let [Changes::Window { rows, .. }] = &batch.changes[..] else { panic!("one window") };
        rows.iter().map(|row| row.id.as_ref().unwrap().as_str().to_owned()).collect()
    };
    let (one, two) = (ids(&plain), ids(&twice));
    assert_eq!((one.len(), two.len()), (1, 2));
    assert_eq!(two, [one[0].clone(), format!("{}#2", one[0])], "capitals do not matter, counts do");
    assert!(ids(&ofx("1001", "-4.00"))[0].starts_with("ofx::7"), "the bank's own comes first");
}

#[test]
fn a_window_never_reaches_beyond_what_can_be_known() {
    let statements = read_bytes(&ofx("1001", "-4.00")).statements;
    let batch = batch_of(&ConnectionId::import(), statements, clock());
    let [Changes::Window { from, to, complete: false, .. }] = &batch.changes[..] else { panic!("one window") };
    assert_eq!((*from, *to), (day(2026, 1, 1), clock().today));
}

#[test]
fn an_account_of_two_files_is_named_once_with_its_newest_balance() {
    let with_balance = |amount: &str, as_of| {
        let mut statement = read_bytes(&ofx("1001", "-4.00")).statements.remove(0);
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
    let mut statements = read_bytes(&ofx("", "-4.00")).statements;
    choose(&mut statements, &Clean::new("Joint account"));
    let named = statements[0].account.provider_id.clone();
    assert!(statements[0].names_account && named.as_str().contains("named:"), "{named:?}");
    choose(&mut statements, &Clean::new("a3"));
    assert_eq!(
        (statements[0].account.chosen.as_ref().unwrap().as_str(), &statements[0].account.provider_id),
        ("a3", &named)
    );
}

#[test]
fn notes_of_a_statement_become_notices_on_its_account() {
    let mut statement = read_bytes(&ofx("1001", "-4.00")).statements.remove(0);
    statement.notes.push(Clean::new("not imported: 3 investment transactions, 0 positions"));
    let zero = Money::zero(Currency::USD);
    statement.rows.push(Row::new(TxnStatus::Posted, zero, Text::new("no date")));
    let batch = batch_of(&ConnectionId::import(), vec![statement], clock());
    assert!(matches!(&batch.problems[..], [Problem { scope: Scope::Account(_), kind: ProblemKind::Notice, .. }]));
}
