//! Secrets of apps: one text of a name in each scope.

use axum::http::StatusCode;
use reversals_models as models;
use reversals_runtime::server::{Context, Failure, Reply};
use reversals_runtime::{List, Nullable, OpenEnum};

use crate::expand::{Expand, Kind};
use crate::rules::{Page, invalid, missing};
use crate::service::{Service, owner};
use crate::store::{Secret, Store};

/// The most secrets of a scope.
const MOST: usize = 10;

impl Service {
    pub(crate) fn set_secret(
        &self,
        context: &Context,
        body: &models::PostAppsSecretsBody,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        let expand = Expand::of(body.expand.clone(), Kind::Secret, false)?;
        let scope = scope(&body.scope)?;
        self.once(
            context,
            "/v1/apps/secrets".to_owned(),
            body,
            |store, owner| {
                let now = store.now();
                if body.expires_at.is_some_and(|at| at <= now) {
                    return Err(invalid("expires_at", "The time is over already."));
                }
                let there = place(store, owner, scope.as_deref(), &body.name);
                let others = store.secrets.iter().enumerate();
                let others = others.filter(|(at, it)| {
                    it.is_of(owner, scope.as_deref(), now) && Some(*at) != there
                });
                if others.count() >= MOST {
                    return Err(invalid("scope", "A scope has ten secrets at most."));
                }
                let (id, created) = match there {
                    Some(at) => (store.secrets[at].id.clone(), store.secrets[at].created),
                    None => (store.id("appsecret"), now),
                };
                let secret = Secret {
                    id,
                    owner: owner.to_owned(),
                    scope,
                    name: body.name.clone(),
                    payload: body.payload.clone(),
                    created,
                    expires_at: body.expires_at,
                };
                let shown = shown(&secret, &expand);
                match there {
                    Some(at) => store.secrets[at] = secret,
                    None => store.secrets.push(secret),
                }
                Ok(shown)
            },
        )
    }

    pub(crate) fn find_secret(
        &self,
        context: &Context,
        query: models::GetAppsSecretsFindQuery,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        let owner = owner(context)?;
        let expand = Expand::of(query.expand, Kind::Secret, false)?;
        let scope = scope(&query.scope)?;
        let store = &*self.store();
        let at =
            place(store, &owner, scope.as_deref(), &query.name).ok_or_else(|| none(&query.name))?;
        Ok(shown(&store.secrets[at], &expand).into())
    }

    pub(crate) fn list_secrets(
        &self,
        context: &Context,
        query: models::GetAppsSecretsQuery,
    ) -> Result<Reply<List<models::AppsSecret>>, Failure> {
        let owner = owner(context)?;
        let expand = Expand::of(query.expand, Kind::Secret, true)?;
        let scope = scope(&query.scope)?;
        let store = &*self.store();
        let now = store.now();
        let all: Vec<_> = store.secrets.iter().rev().collect();
        let all: Vec<_> = all
            .into_iter()
            .filter(|it| it.is_of(&owner, scope.as_deref(), now))
            .collect();
        let page = Page {
            limit: query.limit,
            after: query.starting_after,
            before: query.ending_before,
        };
        self.list(
            &all,
            &page,
            "/v1/apps/secrets".to_owned(),
            |it| &it.id,
            |it| shown(it, &expand),
        )
    }

    pub(crate) fn delete_secret(
        &self,
        context: &Context,
        body: &models::PostAppsSecretsDeleteBody,
    ) -> Result<Reply<models::DeletedAppsSecret>, Failure> {
        Expand::of(body.expand.clone(), Kind::Secret, false)?;
        let scope = scope(&body.scope)?;
        self.once(
            context,
            "/v1/apps/secrets/delete".to_owned(),
            body,
            |store, owner| {
                let at = place(store, owner, scope.as_deref(), &body.name)
                    .ok_or_else(|| none(&body.name))?;
                Ok(models::DeletedAppsSecret {
                    created: None,
                    deleted: Some(true),
                    expires_at: Nullable::Absent,
                    id: store.secrets.remove(at).id,
                    livemode: None,
                    name: None,
                    object: models::DeletedAppsSecretObject::AppsSecret,
                    payload: Nullable::Absent,
                    scope: None,
                })
            },
        )
    }
}

/// The scope that is meant: the user, where it is of one.
fn scope(given: &models::ScopeParam) -> Result<Option<String>, Failure> {
    match (given.type_, &given.user) {
        (models::ScopeParamType::Account, None) => Ok(None),
        (models::ScopeParamType::User, Some(user)) if !user.is_empty() => Ok(Some(user.clone())),
        _ => Err(invalid(
            "scope[user]",
            "A user is named where the scope is of one, and only there.",
        )),
    }
}

fn place(store: &Store, owner: &str, scope: Option<&str>, name: &str) -> Option<usize> {
    let now = store.now();
    let mut all = store.secrets.iter();
    all.position(|it| it.is_of(owner, scope, now) && it.name == name)
}

fn none(name: &str) -> Failure {
    missing(StatusCode::NOT_FOUND, "secret", name, "name")
}

fn shown(secret: &Secret, expand: &Expand) -> models::AppsSecret {
    models::AppsSecret {
        created: secret.created,
        deleted: None,
        expires_at: secret.expires_at.map_or(Nullable::Null, Nullable::Value),
        id: secret.id.clone(),
        livemode: false,
        name: secret.name.clone(),
        object: models::AppsSecretObject::AppsSecret,
        payload: match expand.member("payload") {
            Some(_) => Nullable::Value(secret.payload.clone()),
            None => Nullable::Absent,
        },
        scope: models::SecretServiceResourceScope {
            type_: OpenEnum::Known(match secret.scope {
                None => models::SecretServiceResourceScopeType::Account,
                Some(_) => models::SecretServiceResourceScopeType::User,
            }),
            user: secret.scope.clone(),
        },
    }
}
