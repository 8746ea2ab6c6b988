//! Statement files on disk: a connection of kind `file` names files or folders, one of kind `folder` watches a folder for downloads.
//! Both are one mechanism: each pull brings what the next file says that was not read before. `passbook import` takes the same road.

mod batch;
mod folder;
mod layouts;
mod memory;
mod read;

use futures_util::future::BoxFuture;

use super::{
    Connector, Dialog, Field, FieldKind, Linked, Linking, PullError, Registered, Request, Revoked, Setting, Settings,
};
use crate::domain::{Batch, Clean, Policy, ProblemKind};

pub use batch::{batch_of, choose};
pub use layouts::{OwnLayouts, own_layouts};
pub use read::{FileError, read};

/// The kind, which rows of `passbook import` bear too.
pub const KIND: &str = "file";

/// The setting that holds the folder of the person's own CSV layouts. It is no field of the config: whoever knows where that lies sets it.
pub const LAYOUTS: &str = "layouts";

/// True for the kinds of connection that read statement files.
pub fn reads_files(kind: &str) -> bool {
    [KIND, FOLDER.kind].contains(&kind)
}

const ACCOUNT: Field = Field {
    key: "account",
    kind: FieldKind::Text,
    required: false,
    help: "account of files that name none: its name, number's tail or id",
};

/// Reading files costs nothing, so there is no quota; a look every quarter of an hour finds those that were written anew.
pub(super) const REGISTERED: Registered = Registered {
    kind: KIND,
    about: "statement files that you name, read again when they change",
    fields: &[
        Field { key: "paths", kind: FieldKind::List, required: true, help: "statement files, or folders of them" },
        ACCOUNT,
    ],
    policy: Policy { requests_per_day: None, every_minutes: Some(15), overlap_days: 0, history_days: 3650 },
    places: None,
    connector: || Box::new(Files { kind: KIND }),
};

/// A look a minute is a listing of one folder: what is downloaded while the dashboard is open is there soon.
pub(super) const FOLDER: Registered = Registered {
    kind: "folder",
    about: "a folder that is watched for statements that you download",
    fields: &[Field { key: "path", kind: FieldKind::Text, required: true, help: "the folder: ~/Downloads" }, ACCOUNT],
    policy: Policy { every_minutes: Some(1), ..REGISTERED.policy },
    places: None,
    connector: || Box::new(Files { kind: FOLDER.kind }),
};

struct Files {
    kind: &'static str,
}

impl Files {
    fn fields(&self) -> &'static [Field] {
        if self.kind == KIND { REGISTERED.fields } else { FOLDER.fields }
    }
}

impl Connector for Files {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        _linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(async move {
            let mut settings = Settings::new();
            for field in self.fields() {
                let Some(answer) = dialog.ask(field)? else { continue };
                let text = answer.expose().to_owned();
                let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
                let value = if field.kind == FieldKind::List { Setting::List(lines()) } else { Setting::Text(text) };
                settings.insert(field.key.to_owned(), value);
            }
            folder::paths(&settings)?;
            Ok(Linked { secret: None, settings })
        })
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        let request = request.clone();
        Box::pin(async move {
            // reading blocks, and other connections must not wait for a slow disk
            let read = tokio::task::spawn_blocking(move || folder::pull(&request)).await;
            read.unwrap_or_else(|_| Err(PullError::new(ProblemKind::Unavailable, "reading the files was stopped")))
        })
    }

    fn revoke<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        let words = "no bank to tell: the files stay where they are; take the connection out of the config";
        Box::pin(async move { Ok(Revoked::GoTo(Clean::new(words))) })
    }
}

#[cfg(test)]
mod tests;
