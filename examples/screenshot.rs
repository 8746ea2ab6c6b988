//! Makes the picture of the README from the running program: starts it on the sandbox in a pseudo-terminal, waits until it has settled,
//! and writes what the terminal shows as SVG.
//!
//! ```text
//! cargo build --release && cargo run --release --example screenshot -- assets/accounts.svg
//! cargo run --release --example screenshot -- assets/merchants.svg 3
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the run, with its words")]

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

#[path = "../tests/pty/mod.rs"]
mod pty;

const COLUMNS: u16 = 120;
const ROWS: u16 = 36;
/// Width of a cell in tenths of a pixel, and its height in pixels: those of `DejaVu` Sans Mono at 14 pixels.
const CELL: (u32, u32) = (84, 17);
const MARGIN: u32 = 10;
/// The sixteen colours as a common dark theme has them.
const PALETTE: [&str; 16] = [
    "#1d1f21", "#cc6666", "#b5bd68", "#f0c674", "#81a2be", "#b294bb", "#8abeb7", "#c5c8c6", "#707880", "#d98a8a",
    "#c9d084", "#f5d79a", "#9cb9d3", "#c6aecd", "#a3d0ca", "#ffffff",
];
const FOREGROUND: &str = "#d8dee0";
const BACKGROUND: &str = "#16191d";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let target = PathBuf::from(arguments.next().ok_or("where to write the picture, as .svg")?);
    let keys = arguments.next().unwrap_or_default();
    let program = std::env::current_exe()?.parent().and_then(|p| p.parent()).ok_or("no folder")?.join("passbook");
    let home = tempfile::tempdir()?;
    let home = home.path().to_string_lossy().into_owned();
    let arguments = ["--sandbox", "--today", "2026-11-22"];
    let mut terminal = pty::Pty::start(&program, &arguments, COLUMNS, ROWS, &[("HOME", &home)]);
    terminal.wait_for("PayPal");
    terminal.settle(Duration::from_millis(700));
    if !keys.is_empty() {
        let before = terminal.screen();
        terminal.send(&keys);
        terminal.wait("another screen", |screen| screen != before);
        terminal.settle(Duration::from_millis(700));
    }
    let svg = terminal.with(picture)?;
    terminal.send("q");
    terminal.end();
    std::fs::write(&target, svg)?;
    Ok(())
}

fn picture(screen: &vt100::Screen) -> Result<String, std::fmt::Error> {
    let (width, height) = (u32::from(COLUMNS) * CELL.0 / 10 + 2 * MARGIN, u32::from(ROWS) * CELL.1 + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"DejaVu Sans Mono, ui-monospace, Menlo, Consolas, monospace\" font-size=\"14\" xml:space=\"preserve\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    );
    for row in 0..ROWS {
        let mut column = 0;
        while column < COLUMNS {
            let Some(cell) = screen.cell(row, column) else { break };
            let style = Style::of(cell);
            let start = column;
            let mut text = String::new();
            while column < COLUMNS {
                let Some(next) = screen.cell(row, column).filter(|next| Style::of(next) == style) else { break };
                if !next.is_wide_continuation() {
                    text.push_str(if next.has_contents() { next.contents() } else { " " });
                }
                column += 1;
            }
            run(&mut svg, row, start, column - start, &style, &text)?;
        }
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

#[derive(PartialEq)]
struct Style {
    ink: String,
    paper: Option<String>,
    bold: bool,
    dim: bool,
    underline: bool,
}

impl Style {
    fn of(cell: &vt100::Cell) -> Self {
        let (ink, paper) = (color(cell.fgcolor()), color(cell.bgcolor()));
        let (ink, paper) = if cell.inverse() {
            (paper.unwrap_or(BACKGROUND.into()), Some(ink.unwrap_or(FOREGROUND.into())))
        } else {
            (ink.unwrap_or(FOREGROUND.into()), paper)
        };
        Self { ink, paper, bold: cell.bold(), dim: cell.dim(), underline: cell.underline() }
    }
}

fn color(color: vt100::Color) -> Option<String> {
    match color {
        vt100::Color::Default => None,
        vt100::Color::Idx(n) => Some(PALETTE.get(usize::from(n)).map_or(FOREGROUND, |hex| hex).to_owned()),
        vt100::Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
    }
}

/// Paper under the whole run, and each word at its own column, so that a reader's other font cannot shift what follows.
fn run(svg: &mut String, row: u16, column: u16, cells: u16, style: &Style, text: &str) -> std::fmt::Result {
    let top = MARGIN + u32::from(row) * CELL.1;
    if let Some(paper) = &style.paper {
        let (x, width) = (x_of(column), u32::from(cells) * CELL.0 / 10 + 1);
        writeln!(svg, "<rect x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{}\" fill=\"{paper}\"/>", CELL.1)?;
    }
    let weight = if style.bold { " font-weight=\"bold\"" } else { "" };
    let opacity = if style.dim { " opacity=\"0.6\"" } else { "" };
    let line = if style.underline { " text-decoration=\"underline\"" } else { "" };
    let mut at = column;
    for word in text.split_inclusive(' ') {
        let shown = word.trim_end();
        if !shown.is_empty() {
            let escaped = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let (x, y, ink) = (x_of(at), top + 13, &style.ink);
            let length = tenths(u32::try_from(UnicodeWidthStr::width(shown)).unwrap_or(0) * CELL.0);
            writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{weight}{opacity}{line}>{escaped}</text>"
            )?;
        }
        at += u16::try_from(UnicodeWidthStr::width(word)).unwrap_or(0);
    }
    Ok(())
}

fn x_of(column: u16) -> String {
    tenths(MARGIN * 10 + u32::from(column) * CELL.0)
}

fn tenths(length: u32) -> String {
    format!("{}.{}", length / 10, length % 10)
}
