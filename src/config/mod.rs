//! What the config file says, as values. Pure: the text is handed in, nothing is read from disk here.

/// How the screen behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Start with every amount hidden.
    pub masked: bool,
    /// Wheel and clicks; off leaves the mouse to the terminal.
    pub mouse: bool,
    /// False under `NO_COLOR` or `color = false`: no colour at all, attributes and symbols only.
    pub color: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { masked: false, mouse: true, color: true }
    }
}
