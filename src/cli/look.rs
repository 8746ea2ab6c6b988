//! The look as it holds in this run: what the config leaves open is settled by the environment, and a theme of the person's own is read
//! from its file. `NO_COLOR` wins over everything.

use std::env;
use std::path::{Path, PathBuf};

use super::exit::{Failure, unusable};
use super::session::read_text;
use crate::config::{Depth, Locale, Look, Palette};
use crate::runtime::expand;

/// Settles a look that was read from that config. Gives the theme's own file too, where it has one, so that it can be watched.
pub fn settle(look: &mut Look, config: &Path) -> Result<Option<PathBuf>, Failure> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    look.color &= set("NO_COLOR").is_none();
    look.depth = depth(set("COLORTERM").as_deref(), set("TERM").as_deref());
    look.settle(Locale::of(set));
    if look.theme.is_none() && set("COLORFGBG").is_some_and(|colors| is_light(&colors)) {
        look.palette = Palette::shipped("light").unwrap_or_default();
    }
    let Some(file) = look.theme_file(config) else { return Ok(None) };
    let file = expand(&file.to_string_lossy(), config);
    let Some(text) = read_text(&file, false)? else {
        let error = look.no_such_theme(&file);
        return Err(unusable(format!("{}:{}", config.display(), error.map(|e| e.to_string()).unwrap_or_default())));
    };
    look.palette = Palette::parse(&text).map_err(|error| unusable(format!("{}:{error}", file.display())))?;
    Ok(Some(file))
}

fn depth(color: Option<&str>, terminal: Option<&str>) -> Depth {
    match (color, terminal) {
        (Some("truecolor" | "24bit"), _) => Depth::True,
        (_, Some(name)) if name.ends_with("-direct") => Depth::True,
        (_, Some(name)) if name.contains("256color") => Depth::Indexed,
        _ => Depth::Sixteen,
    }
}

/// `0;15`: text and background as terminals write them that say so at all.
fn is_light(colors: &str) -> bool {
    let behind = colors.rsplit(';').next().and_then(|code| code.parse::<u8>().ok());
    behind.is_some_and(|code| code == 7 || (9..=15).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_says_what_it_can_show() {
        assert_eq!(depth(Some("truecolor"), Some("xterm")), Depth::True);
        assert_eq!(depth(None, Some("xterm-direct")), Depth::True);
        assert_eq!(depth(None, Some("tmux-256color")), Depth::Indexed);
        assert_eq!(depth(Some("yes"), Some("linux")), Depth::Sixteen);
        assert!(is_light("0;15") && is_light("0;default;15") && is_light("0;7"));
        assert!(!is_light("15;0") && !is_light("7;8") && !is_light("15;default"));
    }
}
