//! The parts that pages are drawn with. They draw and report; they never load or save.

mod button;
mod certificate;
mod copy;
mod dialog;
mod field;
mod finding;
mod notice;
mod pill;
mod quoted;
mod sheet;
mod timeline;
mod waiting;

pub(crate) use button::{Button, link_button};
pub(crate) use certificate::{certificate, certificates};
pub(crate) use copy::{CopyButton, CopyField};
pub(crate) use dialog::{ConfirmByTyping, Consequence, Dialog, consequence};
pub(crate) use field::{Area, Kind, TextField, field_error};
pub(crate) use finding::{Counts, finding_box, finding_rows, findings_sheet, fix_steps};
pub(crate) use notice::{FailureNotice, Tone, notice, notice_with};
pub(crate) use pill::{connection_pill, pill};
pub(crate) use quoted::{printed, quoted};
pub(crate) use sheet::{empty_state, facts, sheet, sheet_with, standing};
pub(crate) use timeline::{Entry, timeline};
pub(crate) use waiting::Waiting;
