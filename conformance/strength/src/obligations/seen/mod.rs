//! What messages really show: they are walked beside the model, and each element's situation is noted.

mod fits;
mod form;
mod head;
mod json;
mod message;
mod scalar;

use std::collections::BTreeSet;

use super::place::{Place, Slot, View};
use crate::words::Situation;

/// 2 to the power of 53, plus 1: the least whole number that a float would round.
pub(super) const ABOVE_FLOAT: i64 = 9_007_199_254_740_993;

/// A struct that ignores members which it doesn't know.
pub(super) const OPEN_STRUCT: Situation = Situation::Borrowed("(open struct)");
/// A value of an open enum.
pub(super) const OPEN_ENUM: Situation = Situation::Borrowed("(open enum)");
/// Text that can't be read at all.
const MALFORMED: Situation = Situation::Borrowed("(malformed)");

/// An element in a situation.
#[derive(Clone, Debug)]
pub(super) struct Sighting<'a> {
    pub(super) place: Place<'a>,
    pub(super) situation: Situation,
    /// Whether this alone is reason to refuse the message.
    pub(super) fault: bool,
}

/// Which way a value travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the server.
    Asked,
    /// To the client.
    Answered,
}

/// What was seen so far.
pub(super) struct Seen<'v, 'a> {
    view: &'v View<'a>,
    pub(super) sightings: Vec<Sighting<'a>>,
    way: Way,
    /// The characters that are special to what carries the text; a text with all of them shows that they are escaped.
    special: &'static [char],
    /// Whether what is walked came as texts, in a path or a form.
    texts: bool,
}

/// Characters that part pairs of a form.
const OF_FORMS: &[char] = &['&', '='];
/// Characters that end a segment or a path.
const OF_PATHS: &[char] = &['/', '?', '%'];
/// Characters that end a text of JSON.
const OF_JSON: &[char] = &['"', '\\'];

impl<'v, 'a> Seen<'v, 'a> {
    pub(super) fn new(view: &'v View<'a>, way: Way) -> Self {
        Self {
            view,
            sightings: Vec::new(),
            way,
            special: OF_JSON,
            texts: false,
        }
    }

    fn good(&mut self, place: &Place<'a>, situation: Situation) {
        self.note(place, situation, false);
    }

    fn fault(&mut self, place: &Place<'a>, situation: Situation) {
        self.note(place, situation, true);
    }

    fn note(&mut self, place: &Place<'a>, situation: Situation, fault: bool) {
        // What is owed elsewhere is no sighting, but its faults count.
        if place.element.is_some() || fault {
            let place = place.clone();
            self.sightings.push(Sighting {
                place,
                situation,
                fault,
            });
        }
    }

    /// What is no reason to refuse.
    pub(super) fn goods(&self) -> impl Iterator<Item = &Sighting<'a>> {
        self.sightings.iter().filter(|sighting| !sighting.fault)
    }

    /// The one reason to refuse; none where there are several, since nobody can tell which one was seen.
    pub(super) fn only_fault(&self) -> Option<&Sighting<'a>> {
        let mut faults = self.sightings.iter().filter(|sighting| sighting.fault);
        match (faults.next(), faults.next()) {
            (Some(fault), None) => Some(fault),
            _ => None,
        }
    }

    /// The situations of each element that are no reason to refuse.
    pub(super) fn pairs(&self) -> BTreeSet<(&str, &str)> {
        let goods = self.goods().filter_map(|sighting| {
            Some((
                sighting.place.element.as_deref()?,
                sighting.situation.as_ref(),
            ))
        });
        goods.collect()
    }
}
