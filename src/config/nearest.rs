//! The nearest valid name, for error messages that help.

/// The candidate that differs least from what was written, if it differs by little: at most a third of its letters, at least one.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edit distance with transpositions of neighbours (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let swap = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = swap.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_slips_are_recognised_and_strangers_are_not() {
        let names = ["simplefin", "file", "sandbox"];
        assert_eq!(nearest("simplfin", names), Some("simplefin"));
        assert_eq!(nearest("sandbxo", names), Some("sandbox"));
        assert_eq!(nearest("fil", names), Some("file"));
        assert_eq!(nearest("plaid", names), None);
        assert_eq!(nearest("", names), None);
    }
}
