//! What becomes of a request in progenitor's output, and of one that it has changed.

use proc_macro2::TokenStream;

use super::*;

/// What progenitor makes of an operation, with these statements in `send`.
fn builder(method: &TokenStream, sending: &TokenStream) -> Vec<Item> {
    let file: syn::File = parse_quote! {
        pub mod builder {
            use super::{encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo};
            pub struct MakeThing<'a> {
                client: &'a super::Client,
                id: Result<String, String>,
            }
            impl<'a> MakeThing<'a> {
                pub fn new(client: &'a super::Client) -> Self {
                    Self { client: client, id: Err("id was not initialized".to_string()) }
                }
                pub async fn send(self) -> Result<ResponseValue<Thing>, Error<()>> {
                    let Self { client, id } = self;
                    let mut _request = client.client.#method(url).build()?;
                    #sending
                    match response.status().as_u16() {
                        _ => Err(response),
                    }
                }
            }
        }
    };
    file.items
}

/// The statements with which progenitor sends a request, under the name that it gives one.
fn hooks() -> TokenStream {
    quote! {
        let info = OperationInfo { operation_id: "make_thing" };
        client.pre(&mut _request, &info).await?;
        let result = client.exec(_request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
    }
}

fn polished(method: &TokenStream, sending: &TokenStream) -> Result<String, String> {
    let mut items = builder(method, sending);
    polish(
        &mut items,
        &super::super::tests::NONE,
        super::super::tests::NAMED,
    )
    .map_err(|error| error.to_string())?;
    Ok(quote!(#(#items)*).to_string())
}

#[track_caller]
fn has(text: &str, part: &TokenStream) {
    assert!(text.contains(&part.to_string()), "{part} is not in {text}");
}

#[test]
fn a_builder_has_options_from_when_it_is_made_and_a_post_its_key_in_them() {
    for (method, new) in [
        (quote!(post), quote!(keyed)),
        (quote!(get), quote!(new)),
        (quote!(put), quote!(new)),
        (quote!(delete), quote!(new)),
        (quote!(patch), quote!(new)),
    ] {
        let text = polished(&method, &hooks()).unwrap();
        has(
            &text,
            &quote!(pub(crate) _options: ::reversals_runtime::client::CallOptions),
        );
        has(
            &text,
            &quote!(_options: ::reversals_runtime::client::CallOptions::#new("things", "make")),
        );
        has(&text, &quote!(let Self { client, id, _options } = self;));
        has(
            &text,
            &quote!(let response = client.exec(_request, _options).await?; match response),
        );
        assert!(!text.contains("info") && !text.contains("Hooks"), "{text}");
    }
}

#[test]
fn a_request_that_is_sent_in_another_way_is_an_error_and_never_left_without_a_key() {
    let lacking = "progenitor's builders have changed: ";
    for (sending, what) in [
        (
            quote!(let response = client.exec(_request).await?;),
            "`info`",
        ),
        (
            quote!(let info = 1; let response = result?;),
            "the statements of a request",
        ),
        (
            quote! {
                let info = 1;
                client.before(&mut _request, &info).await?;
                let result = client.exec(_request, &info).await;
                client.post(&result, &info).await?;
                let response = result?;
            },
            "the hooks",
        ),
        (
            quote! {
                let info = 1;
                client.pre(&mut _request, &info).await?;
                let result = client.send(_request, &info).await;
                client.post(&result, &info).await?;
                let response = result?;
            },
            "the hooks",
        ),
    ] {
        let refused = polished(&quote!(post), &sending).unwrap_err();
        assert_eq!(refused, format!("{lacking}{what} is not found"));
    }
}
