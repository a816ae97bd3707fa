//! `[filters]`: filters of the dashboard by name.

use toml::Spanned;
use toml::de::DeValue;

use super::Config;
use super::text::Text;
use crate::app::filter::Filter;

/// Reads the table of filters.
pub(super) fn read(
    text: &Text<'_>,
    value: &Spanned<DeValue<'_>>,
    config: &mut Config,
) -> anyhow::Result<()> {
    for (key, value) in text.table("filters", value)? {
        let name = key.get_ref().as_ref();
        let Some(filter) = value.get_ref().as_str() else {
            let reason = format!("`{name}` must be a filter as a text, as in \"type:ad\"");
            return Err(text.bad(value, &reason));
        };
        Filter::default()
            .set(filter)
            .map_err(|fault| text.bad(value, &format!("`{name}`: {fault}")))?;
        config.filters.insert(name.to_owned(), filter.to_owned());
        config.set(&format!("filters {name}"), &text.origin(key));
    }
    Ok(())
}
