//! The best pairing of two sides, one to one: the greatest sum of weights, not the greatest weight first. The Hungarian method on each
//! group of rows that compete; groups are a few rows, as competing takes equal amounts within days.

use std::collections::{BTreeMap, BTreeSet};

/// A possible pair: the rows by their places on either side, and what speaks for it, above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub left: usize,
    pub right: usize,
    pub weight: i64,
}

/// More rows of one amount within days than any person's: beyond, the group is cut where it stands, in the order of the rows.
const MAX_GROUP: usize = 128;

/// The edges that were chosen, by their left side. Places must be given in an order that does not depend on chance.
pub(super) fn assign(edges: &[Edge]) -> Vec<Edge> {
    let mut chosen: Vec<Edge> = groups(edges).iter().flat_map(|group| best(group)).collect();
    chosen.sort_unstable();
    chosen
}

/// Edges that share a row, directly or through others.
fn groups(edges: &[Edge]) -> Vec<Vec<Edge>> {
    let mut by_side: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
    for (at, edge) in edges.iter().enumerate() {
        by_side.entry((false, edge.left)).or_default().push(at);
        by_side.entry((true, edge.right)).or_default().push(at);
    }
    let mut seen = vec![false; edges.len()];
    let mut groups = Vec::new();
    for start in 0..edges.len() {
        let mut open = vec![start];
        let mut group = Vec::new();
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            group.push(edges[at]);
            for side in [(false, edges[at].left), (true, edges[at].right)] {
                // a row's edges are walked once: they are taken out
                open.extend(by_side.remove(&side).unwrap_or_default());
            }
        }
        if !group.is_empty() {
            group.sort_unstable();
            groups.extend(cut(group));
        }
    }
    groups
}

fn cut(group: Vec<Edge>) -> Vec<Vec<Edge>> {
    let lefts: Vec<usize> = group.iter().map(|edge| edge.left).collect::<BTreeSet<_>>().into_iter().collect();
    let rights: Vec<usize> = group.iter().map(|edge| edge.right).collect::<BTreeSet<_>>().into_iter().collect();
    if lefts.len() <= MAX_GROUP && rights.len() <= MAX_GROUP {
        return vec![group];
    }
    let part = |places: &[usize], place: usize| places.partition_point(|at| *at < place) / MAX_GROUP;
    let mut parts: BTreeMap<usize, Vec<Edge>> = BTreeMap::new();
    for edge in group {
        let (left, right) = (part(&lefts, edge.left), part(&rights, edge.right));
        if left == right {
            parts.entry(left).or_default().push(edge);
        }
    }
    parts.into_values().collect()
}

fn best(group: &[Edge]) -> Vec<Edge> {
    if let [only] = group {
        return vec![*only];
    }
    let lefts: Vec<usize> = group.iter().map(|edge| edge.left).collect::<BTreeSet<_>>().into_iter().collect();
    let rights: Vec<usize> = group.iter().map(|edge| edge.right).collect::<BTreeSet<_>>().into_iter().collect();
    let size = lefts.len().max(rights.len());
    let mut weights = vec![0; size * size];
    for edge in group {
        let (row, column) = (place(&lefts, edge.left), place(&rights, edge.right));
        let cell = &mut weights[row * size + column];
        *cell = edge.weight.max(*cell);
    }
    let columns = hungarian(&weights, size);
    let mut chosen = Vec::new();
    for (row, column) in columns.into_iter().enumerate() {
        let weight = weights[row * size + column];
        if weight > 0 {
            chosen.push(Edge { left: lefts[row], right: rights[column], weight });
        }
    }
    chosen
}

fn place(places: &[usize], place: usize) -> usize {
    places.partition_point(|at| *at < place)
}

/// The column of each row in the assignment of the greatest sum; a square matrix by rows. Kuhn and Munkres by potentials, with rows and
/// columns counted from 1 and column 0 as the start of each search.
fn hungarian(weights: &[i64], size: usize) -> Vec<usize> {
    let cost = |row: usize, column: usize| -weights[(row - 1) * size + column - 1];
    let (mut of_row, mut of_column) = (vec![0_i64; size + 1], vec![0_i64; size + 1]);
    let mut row_at = vec![0_usize; size + 1];
    for row in 1..=size {
        row_at[0] = row;
        let mut least = vec![i64::MAX; size + 1];
        let mut from = vec![0_usize; size + 1];
        let mut used = vec![false; size + 1];
        let mut column = 0;
        while row_at[column] != 0 {
            used[column] = true;
            let (current, mut step, mut next) = (row_at[column], i64::MAX, 0);
            for other in 1..=size {
                if used[other] {
                    continue;
                }
                let slack = cost(current, other) - of_row[current] - of_column[other];
                if slack < least[other] {
                    (least[other], from[other]) = (slack, column);
                }
                if least[other] < step {
                    (step, next) = (least[other], other);
                }
            }
            for other in 0..=size {
                if used[other] {
                    of_row[row_at[other]] += step;
                    of_column[other] -= step;
                } else if least[other] != i64::MAX {
                    least[other] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            row_at[column] = row_at[from[column]];
            column = from[column];
        }
    }
    let mut columns = vec![0; size];
    for (column, row) in row_at.iter().enumerate().skip(1) {
        columns[row - 1] = column - 1;
    }
    columns
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edge(left: usize, right: usize, weight: i64) -> Edge {
        Edge { left, right, weight }
    }

    #[test]
    fn the_best_sum_is_not_the_best_pair_first() {
        let chosen = assign(&[edge(0, 0, 10), edge(0, 1, 9), edge(1, 0, 9)]);
        assert_eq!(chosen, [edge(0, 1, 9), edge(1, 0, 9)]);
    }

    /// Every way to choose, tried.
    fn tried(edges: &[Edge]) -> i64 {
        let Some((first, rest)) = edges.split_first() else { return 0 };
        let free: Vec<Edge> = rest.iter().filter(|e| e.left != first.left && e.right != first.right).copied().collect();
        tried(rest).max(first.weight + tried(&free))
    }

    proptest! {
        #[test]
        fn no_choice_is_better_and_no_row_is_taken_twice(edges in proptest::collection::vec((0_usize..5, 0_usize..5, 1_i64..50), 0..12)) {
            let edges: Vec<Edge> = edges.into_iter().map(|(left, right, weight)| edge(left, right, weight)).collect();
            let chosen = assign(&edges);
            prop_assert_eq!(chosen.iter().map(|edge| edge.weight).sum::<i64>(), tried(&edges));
            let lefts: BTreeSet<_> = chosen.iter().map(|edge| edge.left).collect();
            let rights: BTreeSet<_> = chosen.iter().map(|edge| edge.right).collect();
            prop_assert!(lefts.len() == chosen.len() && rights.len() == chosen.len());
            let mut turned = edges;
            turned.reverse();
            prop_assert_eq!(assign(&turned), chosen);
        }
    }

    #[test]
    fn a_crowd_is_cut_and_still_one_to_one() {
        let edges: Vec<Edge> = (0..400).flat_map(|l| (l..(l + 3).min(400)).map(move |r| edge(l, r, 5))).collect();
        let chosen = assign(&edges);
        assert!(chosen.len() >= 396 && chosen.windows(2).all(|two| two[0].left < two[1].left));
    }
}
