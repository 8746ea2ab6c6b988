//! A person with a browser: asks for what a page leads to, over real sockets, while the program waits.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread::{self, JoinHandle};

use passbook::connectors::{Dialog, Field, PullError};
use passbook::domain::Secret;

/// Answers from a list, and does at an address what the test wants, in a thread of its own.
pub struct Browser {
    pub answers: Vec<(&'static str, String)>,
    pub does: fn(&str) -> String,
    pub visit: Option<JoinHandle<String>>,
}

impl Browser {
    pub fn new(answers: Vec<(&'static str, String)>, does: fn(&str) -> String) -> Self {
        Self { answers, does, visit: None }
    }
}

impl Dialog for Browser {
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError> {
        let answer = self.answers.iter().find(|(key, _)| *key == field.key);
        Ok(answer.map(|(_, answer)| Secret::new(answer.clone())))
    }

    fn say(&mut self, _words: &str) {}

    fn show(&mut self, address: &str) {
        let (does, address) = (self.does, address.to_owned());
        self.visit = Some(thread::spawn(move || does(&address)));
    }
}

/// The whole answer to a request.
pub fn fetch(method: &str, address: &str, body: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    let head = format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Where an answer points.
pub fn location(answer: &str) -> &str {
    answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_else(|| panic!("no redirect: {answer}"))
}
