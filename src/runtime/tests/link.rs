//! Every refusal of a config's connections, at its place and with what to write instead.

use std::path::Path;

use crate::config::Config;
use crate::connectors::Setting;
use crate::runtime::{Link, resolve};

fn links(text: &str) -> Result<Vec<Link>, String> {
    let config = Config::parse(text).unwrap();
    resolve(&config, Path::new("/etc/passbook/config.toml"), None).map_err(|error| error.to_string())
}

#[test]
fn every_refusal_names_its_place_and_what_was_expected() {
    let cases = [
        ("[[connection]]\nname='a'\nkind='sandbx'", "3:6: 'sandbx' is no kind of connection: did you mean 'sandbox'?"),
        ("[[connection]]\nname='a'\nkind='zzzzzzzz'", "expected one of simplefin, "),
        ("[[connection]]\nname='a'\nkind='file'", "1:1: connection 'a' (file) has no 'paths'"),
        (
            "[[connection]]\nname='a'\nkind='file'\npaths='x'",
            "'paths' of connection 'a' is text: expected a list of texts",
        ),
        (
            "[[connection]]\nname='a'\nkind='file'\npath=['x']",
            "4:1: unknown key 'path' of connection 'a' (file): did you mean 'paths'?",
        ),
        (
            "[[connection]]\nname='a'\nkind='simplefin'\ntoken='t0psecret'",
            "is a secret and does not belong in a config",
        ),
        (
            "[[connection]]\nname='a'\nkind='simplefin'\nrequests_per_day=0",
            "4:1: 'requests_per_day' of connection 'a' must be a whole number from 1 to 24",
        ),
        ("[[connection]]\nname='a'\nkind='simplefin'\nrequests_per_day=25", "from 1 to 24"),
        ("[[connection]]\nname='a'\nkind='simplefin'\nrequests_per_day='2'", "from 1 to 24"),
        (
            "[[connection]]\nname='a'\nkind='teller'\napplication_id='app_x'\nrequests_per_day=201",
            "must be a whole number from 1 to 200",
        ),
        ("[[connection]]\nname='a'\nkind='file'\npaths=['x']\nrequests_per_day=2", "unknown key 'requests_per_day'"),
        (
            "[[connection]]\nname='a'\nkind='sandbox'\nbank='chase'\n[[connection]]\nname='b'\nkind='file'\npaths=['x']",
            "5:1: connection 'a' is a sandbox and 'b' is real",
        ),
        ("[sandbox]\nscenario='tipp'", "2:10: unknown scenario 'tipp': did you mean 'tip'?"),
        ("[[connection]]\nname='a'\nkind='sandbox'\nbank='chasee'", "unknown bank 'chasee': did you mean 'chase'?"),
        (
            "[[connection]]\nname='a'\nkind='sandbox'\nbank='chase'\nscenario='tipp'",
            "unknown scenario 'tipp': did you mean 'tip'?",
        ),
    ];
    for (text, words) in cases {
        let Err(error) = links(text) else { panic!("accepted: {text}") };
        assert!(error.contains(words), "{text}\n{error}");
        assert!(!error.contains("t0psecret"), "a secret in an error: {error}");
    }
}

#[test]
fn a_config_lowers_or_raises_the_quota_and_paths_start_at_its_folder() {
    let links = links(
        "[[connection]]\nname='a'\nkind='simplefin'\nrequests_per_day=3\n[[connection]]\nname='b'\nkind='file'\npaths=['in', '/abs']",
    )
    .unwrap();
    assert_eq!(links[0].policy.requests_per_day, Some(3));
    assert!(!links[0].settings.contains_key("requests_per_day"), "it is ours, not the connector's");
    let paths = ["/etc/passbook/in", "/abs"].map(str::to_owned).to_vec();
    assert_eq!(links[1].settings["paths"], Setting::List(paths));
}
