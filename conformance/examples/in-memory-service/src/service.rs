//! The operations.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use reversals_models as models;
use reversals_runtime::server::{Context, Credentials, Failure, Reply};
use reversals_runtime::{ApiError, Clearable, List};
use reversals_server::Api;

use crate::expand::{Expand, Kind};
use crate::render::Render;
use crate::rules::{Honest, Page, Rules, invalid, missing};
use crate::store::{CreditReversal, Metadata, Reversal, Store};

/// The service: what it keeps, and its rules.
pub struct Service {
    store: Mutex<Store>,
    pub(crate) rules: Box<dyn Rules>,
}

impl Default for Service {
    fn default() -> Self {
        Self::new(Honest)
    }
}

impl Service {
    /// A service that has nothing yet.
    pub fn new(rules: impl Rules) -> Self {
        Self {
            store: Mutex::default(),
            rules: Box::new(rules),
        }
    }

    /// What it keeps. Nobody else sees it while the guard is there.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn render<'a>(&'a self, store: &'a Store) -> Render<'a> {
        let rules = &*self.rules;
        Render { store, rules }
    }

    /// A page of a list, newest first.
    pub(crate) fn list<'a, I, T>(
        &self,
        all: &[&'a I],
        page: &Page,
        url: String,
        id: impl Fn(&I) -> &String,
        show: impl Fn(&'a I) -> T,
    ) -> Result<Reply<List<T>>, Failure> {
        let ids: Vec<_> = all.iter().map(|it| id(it).clone()).collect();
        let (page, more) = self.rules.page(&ids, page)?;
        let of_id = |wanted: &String| all.iter().find(|it| id(it) == wanted);
        let data = page.iter().filter_map(of_id).map(|it| show(it)).collect();
        Ok(List::new(url, data, more).into())
    }
}

/// The account that a request acts for.
///
/// Errors: a version that there is not, a key that is none of test mode.
pub(crate) fn owner(context: &Context) -> Result<String, Failure> {
    let version = context.version.as_deref().unwrap_or("2026-05-27.dahlia");
    if !version.starts_with("20") {
        let message = format!("Invalid Stripe API version: {version}");
        return Err(ApiError::invalid_request(message).into());
    }
    let key = context.credentials.as_ref().map(Credentials::expose_key);
    if key.is_some_and(|key| key.starts_with("sk_test_")) {
        // A context goes before an account.
        let named = context.headers.get("stripe-context");
        let named = named.and_then(|it| it.to_str().ok());
        let account = named.or(context.account.as_deref());
        return Ok(account.unwrap_or_default().to_owned());
    }
    let error = ApiError::invalid_request("Invalid API Key provided.");
    Err(Failure::new(StatusCode::UNAUTHORIZED, error))
}

fn no_transfer(id: &str, param: &str) -> Failure {
    missing(StatusCode::NOT_FOUND, "transfer", id, param)
}

impl Api for Service {
    async fn get_apps_secrets(
        &self,
        context: Context,
        query: models::GetAppsSecretsQuery,
    ) -> Result<Reply<List<models::AppsSecret>>, Failure> {
        self.list_secrets(&context, query)
    }

    async fn post_apps_secrets(
        &self,
        context: Context,
        body: models::PostAppsSecretsBody,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        self.set_secret(&context, &body)
    }

    async fn post_apps_secrets_delete(
        &self,
        context: Context,
        body: models::PostAppsSecretsDeleteBody,
    ) -> Result<Reply<models::DeletedAppsSecret>, Failure> {
        self.delete_secret(&context, &body)
    }

    async fn get_apps_secrets_find(
        &self,
        context: Context,
        query: models::GetAppsSecretsFindQuery,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        self.find_secret(&context, query)
    }

    async fn get_transfers_id_reversals(
        &self,
        context: Context,
        path: models::GetTransfersIdReversalsPath,
        query: models::GetTransfersIdReversalsQuery,
    ) -> Result<Reply<List<models::TransferReversal>>, Failure> {
        let owner = owner(&context)?;
        let expand = Expand::of(query.expand, Kind::Reversal, true)?;
        let store = &*self.store();
        let transfer = store.transfer(&owner, &path.id);
        let transfer = transfer.ok_or_else(|| no_transfer(&path.id, "id"))?;
        let page = Page {
            limit: query.limit,
            after: query.starting_after,
            before: query.ending_before,
        };
        self.list(
            &store.reversals_of(&transfer.id),
            &page,
            format!("/v1/transfers/{}/reversals", transfer.id),
            |it| &it.id,
            |it| self.render(store).reversal(it, &expand),
        )
    }

    async fn post_transfers_id_reversals(
        &self,
        context: Context,
        path: models::PostTransfersIdReversalsPath,
        body: models::PostTransfersIdReversalsBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        let expand = Expand::of(body.expand.clone(), Kind::Reversal, false)?;
        let metadata = self
            .rules
            .metadata(Metadata::new(), body.metadata.clone())?;
        let url = format!("/v1/transfers/{}/reversals", path.id);
        self.once(&context, url, &body, |store, owner| {
            let transfer = store.transfer(owner, &path.id).cloned();
            let transfer = transfer.ok_or_else(|| no_transfer(&path.id, "id"))?;
            if body.refund_application_fee == Some(true) {
                let message = "The transfer has no application fee to refund.";
                return Err(invalid("refund_application_fee", message));
            }
            let left = transfer.amount - store.reversed(&transfer.id);
            let reversal = Reversal {
                amount: self.rules.amount(&transfer, left, body.amount)?,
                id: store.id("trr"),
                transfer: transfer.id,
                created: store.now(),
                metadata,
            };
            store.reversals.push(reversal.clone());
            Ok(self.render(store).reversal(&reversal, &expand))
        })
    }

    async fn get_transfers_transfer_reversals_id(
        &self,
        context: Context,
        path: models::GetTransfersTransferReversalsIdPath,
        query: models::GetTransfersTransferReversalsIdQuery,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        let owner = owner(&context)?;
        let expand = Expand::of(query.expand, Kind::Reversal, false)?;
        let store = &*self.store();
        let place = place(store, &owner, &path.transfer, &path.id)?;
        let reversal = &store.reversals[place];
        Ok(self.render(store).reversal(reversal, &expand).into())
    }

    async fn post_transfers_transfer_reversals_id(
        &self,
        context: Context,
        path: models::PostTransfersTransferReversalsIdPath,
        body: models::PostTransfersTransferReversalsIdBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        let expand = Expand::of(body.expand.clone(), Kind::Reversal, false)?;
        let url = format!("/v1/transfers/{}/reversals/{}", path.transfer, path.id);
        self.once(&context, url, &body, |store, owner| {
            let place = place(store, owner, &path.transfer, &path.id)?;
            let there = store.reversals[place].metadata.clone();
            store.reversals[place].metadata = self.rules.metadata(there, body.metadata.clone())?;
            let reversal = &store.reversals[place];
            Ok(self.render(store).reversal(reversal, &expand))
        })
    }

    async fn get_treasury_credit_reversals(
        &self,
        context: Context,
        query: models::GetTreasuryCreditReversalsQuery,
    ) -> Result<Reply<List<models::TreasuryCreditReversal>>, Failure> {
        let owner = owner(&context)?;
        let expand = Expand::of(query.expand, Kind::CreditReversal, true)?;
        let store = &*self.store();
        let account = &query.financial_account;
        if !store
            .credits
            .iter()
            .any(|it| it.owner == owner && it.financial_account == *account)
        {
            let param = "financial_account";
            return Err(missing(
                StatusCode::BAD_REQUEST,
                "financial account",
                account,
                param,
            ));
        }
        let now = store.now();
        let kept = |it: &&CreditReversal| {
            let posted = self.rules.posted_at(it, now).is_some();
            it.credit.owner == owner
                && it.credit.financial_account == *account
                && query
                    .received_credit
                    .as_ref()
                    .is_none_or(|id| it.credit.id == *id)
                && match query.status {
                    None => true,
                    Some(models::GetTreasuryCreditReversalsStatus::Canceled) => false,
                    Some(models::GetTreasuryCreditReversalsStatus::Posted) => posted,
                    Some(models::GetTreasuryCreditReversalsStatus::Processing) => !posted,
                }
        };
        let all: Vec<_> = store.credit_reversals.iter().rev().filter(kept).collect();
        let page = Page {
            limit: query.limit,
            after: query.starting_after,
            before: query.ending_before,
        };
        self.list(
            &all,
            &page,
            "/v1/treasury/credit_reversals".to_owned(),
            |it| &it.id,
            |it| self.render(store).credit_reversal(it, &expand),
        )
    }

    async fn post_treasury_credit_reversals(
        &self,
        context: Context,
        body: models::PostTreasuryCreditReversalsBody,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        let expand = Expand::of(body.expand.clone(), Kind::CreditReversal, false)?;
        let given = body
            .metadata
            .clone()
            .map_or(Clearable::Keep, Clearable::Set);
        let metadata = self.rules.metadata(Metadata::new(), given)?;
        let url = "/v1/treasury/credit_reversals".to_owned();
        self.once(&context, url, &body, |store, owner| {
            let id = &body.received_credit;
            let mut credits = store.credits.iter();
            let credit = credits
                .find(|it| it.id == *id && it.owner == owner)
                .cloned();
            let credit = credit.ok_or_else(|| {
                missing(
                    StatusCode::BAD_REQUEST,
                    "received credit",
                    id,
                    "received_credit",
                )
            })?;
            if credit.wire {
                return Err(invalid("received_credit", "A wire can't be reversed."));
            }
            let mut before = store.credit_reversals.iter();
            self.rules
                .reversible(before.find(|it| it.credit.id == *id))?;
            let reversal = CreditReversal {
                id: store.id("credrev"),
                credit,
                created: store.now(),
                metadata,
            };
            store.credit_reversals.push(reversal.clone());
            Ok(self.render(store).credit_reversal(&reversal, &expand))
        })
    }

    async fn get_treasury_credit_reversals_credit_reversal(
        &self,
        context: Context,
        path: models::GetTreasuryCreditReversalsCreditReversalPath,
        query: models::GetTreasuryCreditReversalsCreditReversalQuery,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        let owner = owner(&context)?;
        let expand = Expand::of(query.expand, Kind::CreditReversal, false)?;
        let store = &*self.store();
        let id = &path.credit_reversal;
        let mut all = store.credit_reversals.iter();
        let reversal = all.find(|it| it.id == *id && it.credit.owner == owner);
        let reversal = reversal.ok_or_else(|| {
            missing(
                StatusCode::NOT_FOUND,
                "credit reversal",
                id,
                "credit_reversal",
            )
        })?;
        Ok(self.render(store).credit_reversal(reversal, &expand).into())
    }
}

/// Where a reversal of a transfer is.
///
/// Errors: there is no such transfer, or it has no such reversal.
fn place(store: &Store, owner: &str, transfer: &str, id: &str) -> Result<usize, Failure> {
    if store.transfer(owner, transfer).is_none() {
        return Err(no_transfer(transfer, "transfer"));
    }
    let mut all = store.reversals.iter();
    let place = all.position(|it| it.id == id && it.transfer == transfer);
    place.ok_or_else(|| missing(StatusCode::NOT_FOUND, "transfer reversal", id, "id"))
}
