//! What the app asks for, carried out; and settings that are read anew.

use std::io;

use tokio::time::Instant;

use super::{Board, Ending, Settled, doors, reachable, standards};
use crate::domain::{Clean, ConnectionId};
use crate::runtime::terminal::Screen;
use crate::runtime::{Link, outside};
use crate::tui::keymap::Keymap;
use crate::tui::{Activity, Effect, Msg, Settings};

impl Board {
    pub(super) fn carry_out(&mut self, effect: Effect) -> io::Result<Option<Ending>> {
        match effect {
            Effect::Quit => return Ok(Some(Ending::Quit)),
            Effect::Reload => self.reload(true)?,
            Effect::Suspend => {
                Screen::suspend()?;
                self.suspended = Some(Instant::now());
            }
            Effect::Redraw => {
                self.screen.repaint()?;
                self.repaint = true;
            }
            Effect::Change(change) => {
                if let Err(words) = self.desk.change(change.clone()) {
                    self.app.update(Msg::Changed(change));
                    self.app.update(Msg::Notice(Clean::new(words)));
                }
            }
            Effect::Visit(page) => {
                if let Err(words) = outside::visit(&page) {
                    self.app.update(Msg::Notice(Clean::new(&words)));
                }
            }
            Effect::Copy(text) => outside::copy(&text, &mut io::stdout())?,
            Effect::Sync(which) => {
                let asked = self.schedule.asked(which.as_ref());
                for link in asked {
                    self.start(link);
                }
            }
            Effect::Pause(id, paused) => {
                if let Err(words) = self.desk.pause(id, paused) {
                    self.app.update(Msg::Notice(Clean::new(words)));
                }
            }
            Effect::Disconnect(id) => self.disconnect(&id),
            Effect::CancelSync => {
                for id in self.schedule.cancel(self.wall.read().now) {
                    self.app.update(Msg::Activity(id, Activity::Resting));
                }
            }
        }
        Ok(None)
    }

    fn disconnect(&mut self, id: &ConnectionId) {
        match self.schedule.link(id) {
            Some(link) if !self.around.offline => drop(tokio::spawn(self.around.clone().disconnect(link))),
            _ => {
                let words = format!("'{id}' was not disconnected: its provider cannot be told now");
                self.app.update(Msg::Notice(Clean::new(&words)));
            }
        }
    }

    /// Reads the settings anew and lets them hold from now on; settings that cannot be read leave those before, and say why. `asked` by
    /// the person, who is told when nothing has changed too.
    pub(super) fn reload(&mut self, asked: bool) -> io::Result<()> {
        let settled = (self.reread)();
        let taken = settled.and_then(|settled| {
            let keymap = Keymap::of(&settled.config.keys).map_err(|error| error.to_string())?;
            Ok((settled, keymap))
        });
        match taken {
            Ok((settled, keymap)) => self.settle(settled, keymap, asked)?,
            Err(words) => self.say(&format!("{words} · what was read before still holds")),
        }
        Ok(())
    }

    fn settle(&mut self, settled: Settled, keymap: Keymap, asked: bool) -> io::Result<()> {
        let Settled { config, links, issuers, files } = settled;
        let is_news = asked || config != self.config;
        self.watch.follow(files);
        self.screen.set_mouse(config.look.mouse)?;
        self.standards = standards(&config);
        if config.rules != self.config.rules
            && let Err(words) = self.desk.read_by(config.rules.clone())
        {
            self.say(words);
        }
        // the sandbox's banks move from the second on at which it was opened
        if !self.sandbox {
            self.relink(links);
        }
        self.app.update(Msg::Settings(Box::new(Settings { look: config.look.clone(), keymap, issuers })));
        self.config = config;
        if is_news {
            self.say("the settings were read anew");
        }
        Ok(())
    }

    /// Lets the schedule know these connections, and the keeper those that are new.
    fn relink(&mut self, links: Vec<Link>) {
        for link in &links {
            if let Err(words) = self.desk.introduce(link.id.clone(), link.row.kind) {
                self.say(words);
            }
        }
        self.app.update(Msg::Doors(doors(&links)));
        self.schedule.relink(reachable(links, self.around.offline));
    }

    pub(super) fn say(&mut self, words: &str) {
        self.app.update(Msg::Notice(Clean::new(words)));
    }
}
