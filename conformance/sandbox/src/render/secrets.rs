//! Secrets of apps.

use reversals_models as models;
use reversals_runtime::{List, Nullable, OpenEnum};

use super::{Render, nullable};
use crate::expand::Expand;
use crate::page::Page;
use crate::refusal::Refusal;
use crate::store::secrets::Secret;

impl Render<'_> {
    pub(crate) fn secrets(
        &self,
        rows: Vec<Secret>,
        page: &Page<'_>,
        expand: &Expand,
    ) -> Result<List<models::AppsSecret>, Refusal> {
        let since = self.share.made();
        let (rows, more) = page.cut(rows);
        let data: Result<Vec<_>, _> = rows
            .into_iter()
            .map(|row| self.secret(row, expand))
            .collect();
        let list = List::new("/v1/apps/secrets", data?, more);
        self.share.count(since, list)
    }

    /// A secret, which tells its payload only where that is asked for.
    pub(crate) fn secret(
        &self,
        row: Secret,
        expand: &Expand,
    ) -> Result<models::AppsSecret, Refusal> {
        let since = self.share.made();
        let payload = match expand.member("payload") {
            Some(_) => Nullable::Value(row.payload),
            None => Nullable::Absent,
        };
        let kind = row.scope_type;
        self.share.count(
            since,
            models::AppsSecret {
                created: row.created,
                deleted: None,
                expires_at: nullable(row.expires_at),
                id: row.id,
                livemode: false,
                name: row.name,
                object: models::AppsSecretObject::AppsSecret,
                payload,
                scope: models::SecretServiceResourceScope {
                    type_: kind
                        .parse()
                        .map_or_else(|_| OpenEnum::Unknown(kind), OpenEnum::Known),
                    user: row.scope_user,
                },
            },
        )
    }
}

/// A secret that is gone: what the reference shows of it, and nothing of what it said.
pub(crate) fn deleted(row: Secret) -> models::DeletedAppsSecret {
    models::DeletedAppsSecret {
        created: None,
        deleted: Some(true),
        expires_at: Nullable::Absent,
        id: row.id,
        livemode: None,
        name: None,
        object: models::DeletedAppsSecretObject::AppsSecret,
        payload: Nullable::Absent,
        scope: None,
    }
}
