//! Secrets of apps.

use reversals_models as models;
use reversals_runtime::List;
use reversals_runtime::server::{Context, Failure, Reply};

use crate::expand::{Expand, Kind};
use crate::page::Page;
use crate::refusal::Refusal;
use crate::render::{self, Render};
use crate::room::Share;
use crate::sandbox::Sandbox;
use crate::secret::{self, Scope};
use crate::store::secrets::{self, Secret};
use crate::version::Shape;
use crate::work::Asked;

impl Sandbox {
    pub(crate) async fn set_secret(
        &self,
        context: Context,
        body: models::PostAppsSecretsBody,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        let asked = Asked::new("/v1/apps/secrets".to_owned(), &body);
        self.change(&context, asked, move |work| {
            Box::pin(async move {
                let expand = Expand::of(body.expand.as_deref(), Kind::Secret)?;
                let scope = Scope::new(body.scope.type_.to_string(), body.scope.user.as_deref())?;
                secret::end(body.expires_at, work.now)?;
                let account = &work.principal.account;
                let (key, place) = (scope.key(), scope.place(&body.name));
                let row = Secret {
                    id: work.sandbox.ids.object("appsecret", &account.id, work.now),
                    scope_type: scope.kind,
                    scope_user: scope.user,
                    name: body.name,
                    payload: body.payload,
                    created: work.now,
                    expires_at: body.expires_at,
                };
                secrets::alone(work.connection, work.dialect, account.n, &key).await?;
                secrets::make_room(work.connection, account.n, &place, work.now).await?;
                let others = secrets::others(work.connection, account.n, (&key, &place), work.now);
                secret::room(others.await?)?;
                secrets::set(work.connection, account.n, (&key, &place), &row).await?;
                // One that was there before has kept some of its members.
                let row = secrets::find(work.connection, account.n, &place, work.now).await?;
                let row = row.ok_or_else(Refusal::internal)?;
                let account = account.n;
                Render {
                    connection: work.connection,
                    account,
                    share: work.share,
                    shape: work.shape,
                }
                .secret(row, &expand)
            })
        })
        .await
    }

    pub(crate) async fn delete_secret(
        &self,
        context: Context,
        body: models::PostAppsSecretsDeleteBody,
    ) -> Result<Reply<models::DeletedAppsSecret>, Failure> {
        let asked = Asked::new("/v1/apps/secrets/delete".to_owned(), &body);
        self.change(&context, asked, move |work| {
            Box::pin(async move {
                Expand::of(body.expand.as_deref(), Kind::Secret)?;
                let scope = Scope::new(body.scope.type_.to_string(), body.scope.user.as_deref())?;
                let (account, place) = (work.principal.account.n, scope.place(&body.name));
                let row = secrets::find(work.connection, account, &place, work.now).await?;
                let row = row.ok_or_else(|| secret::missing(&body.name))?;
                if !secrets::delete(work.connection, account, &place).await? {
                    return Err(secret::missing(&body.name));
                }
                Ok(render::deleted(row))
            })
        })
        .await
    }

    pub(crate) async fn find_secret(
        &self,
        context: Context,
        query: models::GetAppsSecretsFindQuery,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let expand = Expand::of(query.expand.as_deref(), Kind::Secret)?;
            let scope = Scope::new(query.scope.type_.to_string(), query.scope.user.as_deref())?;
            let _turn = share.turn(1, &expand).await?;
            let mut connection = self.store.snapshot().await?;
            let now = self.clock.now(&mut connection).await?;
            let place = scope.place(&query.name);
            let row = secrets::find(&mut connection, account, &place, now).await?;
            let row = row.ok_or_else(|| secret::missing(&query.name))?;
            Render {
                connection: &mut connection,
                account,
                share: &share,
                shape: Shape::of(&context),
            }
            .secret(row, &expand)
        })
        .await
    }

    pub(crate) async fn list_secrets(
        &self,
        context: Context,
        query: models::GetAppsSecretsQuery,
    ) -> Result<Reply<List<models::AppsSecret>>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let page = Page::new(
                query.limit,
                query.starting_after.as_deref(),
                query.ending_before.as_deref(),
            );
            let expand = Expand::of_list(query.expand.as_deref(), Kind::Secret)?;
            let scope = Scope::new(query.scope.type_.to_string(), query.scope.user.as_deref())?;
            let _turn = share.turn(page.limit, &expand).await?;
            let mut connection = self.store.snapshot().await?;
            let now = self.clock.now(&mut connection).await?;
            let rows = secrets::list(&mut connection, account, &scope.key(), &page, now).await?;
            let rows =
                rows.ok_or_else(|| Refusal::no_such_param("secret", page.id(), page.param()))?;
            Render {
                connection: &mut connection,
                account,
                share: &share,
                shape: Shape::of(&context),
            }
            .secrets(rows, &page, &expand)
        })
        .await
    }
}
