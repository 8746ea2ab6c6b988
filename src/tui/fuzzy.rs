//! How well a name fits a few letters: all of them in their order, the better the more of them begin words or follow each other.

/// Points of a letter that follows the one before it, and of one that begins a word.
const FOLLOWS: i32 = 4;
const BEGINS: i32 = 6;
/// Places that are tried for the first letter.
const STARTS: usize = 16;

/// The points of a name, the more the better; `None` where a letter is missing. Blanks in what was typed are no letters.
pub fn points(typed: &str, name: &str) -> Option<i32> {
    let typed: Vec<char> = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let Some(first) = typed.first() else { return Some(0) };
    let starts = name.iter().enumerate().filter(|(_, letter)| *letter == first).map(|(at, _)| at);
    // of two names that fit as well the shorter is meant
    let length = i32::try_from(name.len()).unwrap_or(i32::MAX) / 8;
    starts.take(STARTS).filter_map(|start| points_from(&typed, &name, start)).max().map(|points| points - length)
}

/// With the first letter at that place, every other one at the next place that begins a word, else at the next at all.
fn points_from(typed: &[char], name: &[char], start: usize) -> Option<i32> {
    let begins = |at: usize| at == 0 || !name[at - 1].is_alphanumeric();
    let (mut at, mut points) = (start, if begins(start) { BEGINS } else { 0 });
    for letter in &typed[1..] {
        let next = (at + 1..name.len()).filter(|next| name[*next] == *letter);
        let mut next = next.peekable();
        let near = *next.peek()?;
        let found = if near == at + 1 { near } else { next.find(|at| begins(*at)).unwrap_or(near) };
        points += if found == at + 1 { FOLLOWS } else { 0 } + if begins(found) { BEGINS } else { 0 };
        at = found;
    }
    Some(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
        let fitting = names.iter().filter_map(|name| Some((points(typed, name)?, *name)));
        fitting.max_by_key(|(points, _)| *points).map(|(_, name)| name)
    }

    #[test]
    fn letters_must_be_there_in_their_order() {
        assert_eq!(points("", "anything"), Some(0));
        assert!(points("wfm", "Whole Foods Market").is_some());
        assert_eq!(points("mfw", "Whole Foods Market"), None);
        assert!(points("CAFÉ", "Café Luna").is_some());
    }

    #[test]
    fn beginnings_and_runs_come_before_scattered_letters() {
        assert_eq!(best("sa", &["show hidden ones as well", "sync all"]), Some("sync all"));
        assert_eq!(best("sync", &["say in a category", "sync one"]), Some("sync one"));
        assert_eq!(best("shell", &["Seashell", "Shell", "Shellfish House of Oregon"]), Some("Shell"));
    }
}
