//! Makes the picture of the README from the running program: starts it on the sandbox in a pseudo-terminal, waits until it has settled,
//! and writes what the terminal shows as SVG.
//!
//! ```text
//! cargo build --release && cargo run --release --example screenshot -- assets/accounts.svg
//! cargo run --release --example screenshot -- assets/merchants.svg 3
//! ```

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

#[path = "../tests/pty/mod.rs"]
mod pty;

const COLUMNS: u16 = 120;
const ROWS: u16 = 36;
const CELL: (u16, u16) = (8, 17);
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
    terminal.send(&keys);
    terminal.settle(Duration::from_millis(700));
    let svg = terminal.with(picture)?;
    terminal.send("q");
    terminal.end();
    std::fs::write(&target, svg)?;
    Ok(())
}

fn picture(screen: &vt100::Screen) -> Result<String, std::fmt::Error> {
    let (width, height) = (COLUMNS * CELL.0 + 16, ROWS * CELL.1 + 16);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, monospace\" font-size=\"13\" xml:space=\"preserve\">\n\
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

fn run(svg: &mut String, row: u16, column: u16, cells: u16, style: &Style, text: &str) -> std::fmt::Result {
    let (x, y, width) = (8 + column * CELL.0, 8 + row * CELL.1, cells * CELL.0);
    if let Some(paper) = &style.paper {
        writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{paper}\"/>", CELL.1)?;
    }
    if text.trim().is_empty() {
        return Ok(());
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let weight = if style.bold { " font-weight=\"bold\"" } else { "" };
    let opacity = if style.dim { " opacity=\"0.6\"" } else { "" };
    let line = if style.underline { " text-decoration=\"underline\"" } else { "" };
    writeln!(
        svg,
        "<text x=\"{x}\" y=\"{}\" textLength=\"{width}\" fill=\"{}\"{weight}{opacity}{line}>{escaped}</text>",
        y + 13,
        style.ink
    )
}
