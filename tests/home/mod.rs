//! The program in a home of its own, as tests of the command line run it.

#![allow(dead_code, reason = "each user needs another part of it")]
#![allow(clippy::unwrap_used, reason = "what fails here fails the run, with its words")]

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A home of its own for each test.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name).to_string_lossy().into_owned()
    }

    /// Runs it on a fixed day, without a terminal.
    pub fn run(&self, args: &[&str]) -> Output {
        self.run_with(args, "")
    }

    pub fn run_with(&self, args: &[&str], input: &str) -> Output {
        use std::io::Write;
        let mut child = Command::new(env!("CARGO_BIN_EXE_passbook"))
            .args(["--today", "2026-11-22"])
            .args(args)
            .env_clear()
            .env("HOME", self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // a command that does not read its input may be gone before it is written
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// What a command that must succeed answers.
    pub fn json(&self, args: &[&str]) -> Value {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", words(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// What a command says beside its data.
pub fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two rows and a balance of one account.
pub const STATEMENT: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n\
<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261120<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>\
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>USD\
<BANKACCTFROM><BANKID>123456789<ACCTID>000111222333<ACCTTYPE>CHECKING</BANKACCTFROM>\
<BANKTRANLIST><DTSTART>20261101<DTEND>20261120\
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261105<TRNAMT>-12.30<FITID>a1<NAME>CORNER BAKERY</STMTTRN>\
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261106<TRNAMT>100.00<FITID>a2<NAME>PAYROLL</STMTTRN>\
</BANKTRANLIST><LEDGERBAL><BALAMT>587.70<DTASOF>20261120</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n";
