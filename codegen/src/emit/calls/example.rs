//! How a call is made, as the documentation of generated code shows it. Each example is compiled by `cargo test`.

use super::given::Given;

/// What examples of a resource are made of.
pub(super) struct Example<'a> {
    /// The name of the client's crate.
    pub(super) krate: &'a str,
    /// The client's method of the resource.
    pub(super) way: &'a str,
}

impl Example<'_> {
    /// A call that is given what it needs.
    pub(super) fn call(&self, verb: &str, given: &[&Given<'_>]) -> String {
        let names: Vec<&str> = given.iter().map(|given| given.name.as_str()).collect();
        let call = format!("client.{}().{verb}({})", self.way, names.join(", "));
        self.code(
            "no_run",
            given,
            &format!("let answer = {call}.send().await?;"),
        )
    }

    /// The same without that, which no compiler takes.
    pub(super) fn lacking(&self, verb: &str, given: &[&Given<'_>]) -> String {
        let line = format!("client.{}().{verb}().send().await?;", self.way);
        self.code("compile_fail,E0061", given, &line)
    }

    /// The items of a list.
    pub(super) fn items(&self, verb: &str, given: &[&Given<'_>]) -> String {
        let names: Vec<&str> = given.iter().map(|given| given.name.as_str()).collect();
        let call = format!("client.{}().{verb}({})", self.way, names.join(", "));
        let lines = format!(
            "let mut items = {call}.items();\n\
             while let Some(item) = items.next().await {{\n    \
                 println!(\"{{:?}}\", item?);\n\
             }}"
        );
        self.code("no_run", given, &lines)
    }

    fn code(&self, how: &str, given: &[&Given<'_>], lines: &str) -> String {
        let krate = self.krate;
        let mut arguments = String::new();
        for given in given {
            let ty = match given.ty.as_str() {
                "::std::string::String" => "&str",
                other => &other.replace("crate::", &format!("{krate}::")),
            };
            arguments.push_str(&format!(", {}: {ty}", given.name));
        }
        format!(
            "```{how}\n\
             # async fn example(client: &{krate}::Client{arguments}) -> Result<(), Box<dyn std::error::Error>> {{\n\
             {lines}\n\
             # Ok(())\n\
             # }}\n\
             ```"
        )
    }
}
