//! `passbook --plain VIEW`: what a view of the dashboard lists, as lines of words.

use std::sync::Arc;

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::look;
use super::output;
use super::session::{self, Session};
use crate::runtime;
use crate::tui::{App, Msg};

/// Columns and rows of a screen that nobody sees.
const SIZE: (u16, u16) = (160, 50);

/// Runs the command.
pub fn run(global: &Global, view: &str, filter: Option<&str>) -> Result<u8, Failure> {
    // what the dashboard says beside the field is an error here
    session::query(filter)?;
    let mut session = Session::plan(global, false)?;
    look::settle(&mut session.config.look, &session::find_paths(global)?.config)?;
    let mut keeper = session.open_fresh()?;
    keeper.load_all()?;
    keeper.read_anew();
    let mut app = App::new(&session.config.look, session.mode(), SIZE, session.wall.read());
    app.update(Msg::Doors(runtime::doors(&session.links)));
    app.update(Msg::Accesses(keeper.store().accesses()?));
    app.update(Msg::Book(Arc::new(keeper.book().clone())));
    if let Some(question) = app.question() {
        let findings = question.answer(&runtime::standards(&session.config));
        app.update(Msg::Found(Arc::new(findings)));
    }
    let text = app.plain(view, filter).map_err(unusable)?;
    output::data(&text).map_err(anyhow::Error::from)?;
    Ok(exit::DONE)
}
