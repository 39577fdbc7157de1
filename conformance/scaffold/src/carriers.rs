//! Files of an object that another exchange carries too.

use std::sync::Arc;

use reversals_cases::Case;
use reversals_cases::format::{Carrier, File};

use crate::search::Search;
use crate::text::Added;

/// Where an exchange may carry an object: as its answer, or as the first item of a page.
const PLACES: [&str; 2] = ["", "/data/0"];

impl Search<'_> {
    /// Has an exchange carry what other exchanges carry already, wherever that shows something new and holds.
    pub(crate) fn carry(&mut self, by: &Arc<Case>, added: &mut Added) {
        let prefix = format!("{}/", by.folder);
        let all = self.files.iter();
        let carried = all.filter(|(_, file)| !file.carried_by.is_empty());
        let files: Vec<_> = carried
            .map(|(key, file)| (key.clone(), file.clone()))
            .collect();
        for ((folder, stem), file) in files {
            for at in PLACES {
                let own = |it: &Carrier| it.case.starts_with(&prefix) && it.at == at;
                if file.carried_by.iter().any(own) {
                    continue;
                }
                let carrier = Carrier {
                    case: by.id.clone(),
                    at: at.to_owned(),
                };
                let carried = File {
                    carried_by: vec![carrier.clone()],
                    ..file.clone()
                };
                let known = std::slice::from_ref(by);
                let cases = reversals_cases::proposed(
                    carried,
                    &folder,
                    &stem,
                    known,
                    &self.payloads,
                    &self.suite.foldings,
                );
                let Ok(cases) = cases else {
                    continue;
                };
                let shown = self.claimed(&cases);
                if shown.is_empty() || !self.holds(&cases) {
                    continue;
                }
                self.take(shown);
                added.carrier(&folder, &stem, carrier);
            }
        }
    }
}
