//! `passbook config path|check|print-default`.

use super::args::{ConfigCommand, Global};
use super::exit::{self, Failure, unusable};
use super::output;
use super::session::{find_paths, read_config};
use crate::config::EXAMPLE;
use crate::runtime;

/// Runs the command.
pub fn run(global: &Global, command: &ConfigCommand) -> Result<u8, Failure> {
    let said = match command {
        ConfigCommand::Path => {
            let paths = find_paths(global)?;
            format!("config {}\ndata   {}\n", paths.config.display(), paths.data.display())
        }
        ConfigCommand::PrintDefault => EXAMPLE.to_owned(),
        ConfigCommand::Check => {
            let paths = find_paths(global)?;
            let shown = paths.config.display();
            let Some(config) = read_config(&paths.config, paths.named)? else {
                let text = format!("there is no config {shown}: the defaults hold\n");
                output::data(&text).map_err(anyhow::Error::from)?;
                return Ok(exit::DONE);
            };
            let links =
                runtime::resolve(&config, &paths.config, None).map_err(|error| unusable(format!("{shown}:{error}")))?;
            let list: Vec<String> = links.iter().map(|link| format!("{} ({})", link.id, link.row.kind)).collect();
            let list = if list.is_empty() { "no connections".to_owned() } else { list.join(", ") };
            format!("{shown} is good: {list}\n")
        }
    };
    output::data(&said).map_err(anyhow::Error::from)?;
    Ok(exit::DONE)
}
