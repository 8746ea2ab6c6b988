//! The terminal, taken and given back: raw mode, alternate screen, mouse and paste marks, and their undoing on every way out.

use std::io::{self, Stdout, Write};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};

/// True while the terminal is ours, so that it is given back exactly once, from whichever thread comes first.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The screen of the dashboard. Dropping it gives the terminal back.
pub struct Screen {
    /// Never dropped: giving the terminal back shows the cursor, and what ratatui would do besides panics where the terminal is gone.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
    mouse: bool,
}

impl Screen {
    /// Takes the terminal. Errors leave it as it was.
    pub fn take(mouse: bool) -> io::Result<Self> {
        restore_on_panic();
        enter(mouse)?;
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout())).inspect_err(|_| give_back())?;
        Ok(Self { terminal: ManuallyDrop::new(terminal), mouse })
    }

    /// Takes the mouse, or leaves it to the terminal, from now on.
    pub fn set_mouse(&mut self, mouse: bool) -> io::Result<()> {
        if self.mouse == mouse {
            return Ok(());
        }
        self.mouse = mouse;
        match (Self::is_taken(), mouse) {
            (false, _) => Ok(()),
            (true, true) => execute!(io::stdout(), EnableMouseCapture),
            (true, false) => execute!(io::stdout(), DisableMouseCapture),
        }
    }

    /// The drawing side.
    pub fn terminal(&mut self) -> &mut Terminal<CrosstermBackend<Stdout>> {
        &mut self.terminal
    }

    /// Ctrl-Z: gives the terminal back and stops the whole job, as the shell expects. SIGCONT brings [`Screen::resume`].
    pub fn suspend() -> io::Result<()> {
        give_back();
        // to the group, so that a parent such as `cargo run` stops with us
        Ok(rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?)
    }

    /// Takes the terminal again after a stop, ours or somebody else's, and paints everything anew.
    pub fn resume(&mut self) -> io::Result<()> {
        // the shell may have changed the modes meanwhile, and crossterm sets them only when it thinks that they are off
        give_back();
        enter(self.mouse)?;
        self.repaint()
    }

    /// Clears the terminal, so that the next frame paints every cell. Not `Terminal::clear`: that asks the terminal for its cursor,
    /// and the answer would be read as keys.
    pub fn repaint(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::from((Position::ORIGIN, size)))
    }

    /// False between a suspension and its end: nothing may be drawn then.
    pub fn is_taken() -> bool {
        TAKEN.load(Ordering::SeqCst)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    let entered = execute!(out, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange);
    let entered = if mouse { entered.and_then(|()| execute!(out, EnableMouseCapture)) } else { entered };
    entered.inspect_err(|_| give_back())
}

/// Gives the terminal back. May be called from anywhere, any number of times.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // each on its own: one that fails must not keep the others from running, and there is nobody left to tell
    let mut out = io::stdout();
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableFocusChange);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
    let _ = out.flush();
}

/// A fault on the main thread ends the program: the terminal is given back first, then the place is named, never the words of the
/// fault, which may hold data. A fault elsewhere is its own connection's problem and must not touch the screen.
fn restore_on_panic() {
    panic::set_hook(Box::new(|fault| {
        let main = thread::current().name() == Some("main");
        if !main && TAKEN.load(Ordering::SeqCst) {
            return;
        }
        give_back();
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        let _ =
            writeln!(io::stderr(), "passbook: a fault at {place}; what was committed is safe, please report this line");
    }));
}
