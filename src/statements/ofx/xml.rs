//! The elements of OFX 2.x, as the XML reader finds them.

use super::gather::Gatherer;
use super::{elements, upper};
use crate::statements::xml::{Element, Sink};
use crate::statements::{StatementError, value};

impl<'a> Sink<'a> for Gatherer<'a> {
    fn open(&mut self, element: Element<'a>) -> Result<(), StatementError> {
        self.at = element.at;
        Gatherer::open(self, &upper(element.name))
    }

    fn leaf(&mut self, element: Element<'a>, raw: &'a str) -> Result<(), StatementError> {
        self.at = element.at;
        let name = upper(element.name);
        if elements::is_aggregate(&name) {
            Gatherer::open(self, &name)?;
            return Gatherer::close(self);
        }
        Gatherer::leaf(self, &name, value::of(raw))
    }

    fn close(&mut self) -> Result<(), StatementError> {
        Gatherer::close(self)
    }
}
