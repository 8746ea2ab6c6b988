//! Which layout a file has: the one whose header it bears, else the one whose shape its rows have, else a mapping that is proposed.

use std::borrow::Cow;

use super::layout::{Column, Layout};
use super::propose;
use super::role::{Role, plain};
use super::shape;
use crate::statements::{Layouts, Options};

/// Records in which a header may stand.
const HEADER_WITHIN: usize = 60;

/// How a file is to be read.
#[derive(Debug)]
pub(super) struct Found<'l> {
    pub(super) layout: Cow<'l, Layout>,
    /// The record of the header.
    pub(super) header: Option<usize>,
    /// False when the mapping is only proposed.
    pub(super) known: bool,
}

/// Finds the layout; `None` when the sample is no list of transactions. `file` is the file's name.
pub(super) fn find<'l>(sample: &[Vec<String>], file: &str, options: &'l Options) -> Option<Found<'l>> {
    if let Some(columns) = &options.columns {
        let layout = said(columns);
        let header = propose::header(sample).map(|header| header.at);
        return Some(Found { layout: Cow::Owned(layout), header, known: true });
    }
    let headers: Vec<Vec<String>> =
        sample.iter().take(HEADER_WITHIN).map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    if let Some(name) = &options.layout {
        let layout = options.layouts.named(name)?;
        let header = headers.iter().position(|header| is_header_of(layout, header));
        return Some(Found { layout: Cow::Borrowed(layout), header, known: true });
    }
    by_header(&headers, file, &options.layouts).or_else(|| by_shape(sample, file, &options.layouts)).or_else(|| {
        let guess = propose::guess(sample)?;
        Some(Found { layout: Cow::Owned(guess.layout), header: guess.header, known: false })
    })
}

fn is_header_of(layout: &Layout, header: &[String]) -> bool {
    !layout.header.is_empty() && layout.header.iter().all(|names| names.iter().any(|name| header.contains(name)))
}

/// The layout that requires most columns of a header, of two alike the one that leaves fewer columns unknown, then the one that the
/// file's name speaks for, then the first.
fn by_header<'l>(headers: &[Vec<String>], file: &str, layouts: &'l Layouts) -> Option<Found<'l>> {
    let mut best: Option<((usize, bool, usize), Found<'l>)> = None;
    for (at, header) in headers.iter().enumerate() {
        for layout in layouts.iter() {
            let Some(required) = layout.fits(header) else { continue };
            let unknown = header.iter().filter(|name| !name.is_empty() && !layout.knows(name)).count();
            let score = (required, layout.is_named_by(file), usize::MAX - unknown);
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, Found { layout: Cow::Borrowed(layout), header: Some(at), known: true }));
            }
        }
    }
    best.map(|(_, found)| found)
}

fn by_shape<'l>(sample: &[Vec<String>], file: &str, layouts: &'l Layouts) -> Option<Found<'l>> {
    let fitting = || layouts.iter().filter(|layout| shape::fits(&layout.shape, sample));
    let layout = fitting().find(|layout| layout.is_named_by(file)).or_else(|| fitting().next())?;
    Some(Found { layout: Cow::Borrowed(layout), header: None, known: true })
}

/// A layout from what the person said of the columns.
fn said(columns: &std::collections::BTreeMap<String, Vec<usize>>) -> Layout {
    let roles = columns.iter().filter_map(|(name, places)| {
        Some((Role::named(name)?, places.iter().map(|place| Column::At(*place)).collect()))
    });
    let mut layout = Layout { name: "columns".to_owned(), title: "columns as said".to_owned(), ..Layout::default() };
    layout.columns = roles.collect();
    layout.continues = true;
    layout
}
