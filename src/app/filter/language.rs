//! What the filters of events and of sessions have in common: terms side by side, `!` before one, numbers with a sign.

/// A filter as a person asked for it.
#[derive(Debug, Default)]
pub struct Asked {
    /// As typed.
    pub text: String,
    /// It is switched off for the moment.
    pub off: bool,
}

impl Asked {
    /// Something is typed and in force.
    pub fn is_on(&self) -> bool {
        !self.off && !self.text.is_empty()
    }

    /// Takes what was typed, and puts it in force.
    pub fn type_in(&mut self, text: &str) {
        text.trim().clone_into(&mut self.text);
        self.off = false;
    }

    /// Switches it off or on.
    pub fn toggle(&mut self) {
        self.off = !self.off;
    }
}

/// A condition, or its opposite.
#[derive(Debug, Clone, PartialEq)]
pub struct Term<T> {
    /// It holds for what does not pass the test.
    pub negated: bool,
    /// The test.
    pub test: T,
}

/// What a term says: a field and its value, or words alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'a> {
    /// `field:value`.
    Field(&'a str, &'a str),
    /// Words.
    Words(&'a str),
}

/// Reads terms; `read` makes a test of what one says.
///
/// # Errors
///
/// The first that `read` gives.
pub fn parse<T>(
    text: &str,
    read: impl Fn(Said<'_>) -> Result<T, String>,
) -> Result<Vec<Term<T>>, String> {
    let term = |text: &str| {
        let (negated, rest) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let said = match rest.split_once(':') {
            None => Said::Words(rest),
            Some((field, value)) => Said::Field(field, value),
        };
        Ok(Term {
            negated,
            test: read(said)?,
        })
    };
    text.split_whitespace().map(term).collect()
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `<`.
    Below,
    /// `<=`.
    AtMost,
    /// `=`, or nothing.
    Equal,
    /// `>=`.
    AtLeast,
    /// `>`.
    Above,
}

impl Compare {
    /// Reads a number with its sign; `example` shows one.
    ///
    /// # Errors
    ///
    /// When it is no number.
    pub fn number(field: &str, text: &str, example: &str) -> Result<(Self, f64), String> {
        let (compare, digits) = Compare::split(text);
        let value = digits.parse().ok().filter(|value: &f64| value.is_finite());
        let value = value.ok_or_else(|| format!("{field}: needs a number, as in {example}"))?;
        Ok((compare, value))
    }

    fn split(text: &str) -> (Self, &str) {
        let marks = [
            (">=", Compare::AtLeast),
            ("<=", Compare::AtMost),
            (">", Compare::Above),
            ("<", Compare::Below),
            ("=", Compare::Equal),
        ];
        marks
            .into_iter()
            .find_map(|(mark, compare)| Some((compare, text.strip_prefix(mark)?)))
            .unwrap_or((Compare::Equal, text))
    }

    /// A number stands so to a value.
    pub fn holds(self, have: f64, value: f64) -> bool {
        match self {
            Compare::Below => have < value,
            Compare::AtMost => have <= value,
            Compare::Equal => (have - value).abs() < 1e-9,
            Compare::AtLeast => have >= value,
            Compare::Above => have > value,
        }
    }
}

/// A word of a list, with what it stands for.
///
/// # Errors
///
/// When it is none of them; the error names the nearest.
pub fn one_of<T: Copy>(what: &str, word: &str, known: &[(&str, T)]) -> Result<T, String> {
    let found = known.iter().find(|(name, _)| *name == word);
    found.map(|(_, meant)| *meant).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        nearest(what, word, &names)
    })
}

/// What is said of a word that is not known.
pub fn nearest(what: &str, word: &str, known: &[&str]) -> String {
    let best = known
        .iter()
        .max_by(|a, b| strsim::jaro_winkler(a, word).total_cmp(&strsim::jaro_winkler(b, word)));
    format!(
        "no {what} {word}: did you mean {}? ({})",
        best.copied().unwrap_or_default(),
        known.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::Compare;

    #[test]
    fn comparisons_read_their_sign() {
        assert_eq!(Compare::split(">=5"), (Compare::AtLeast, "5"));
        assert_eq!(Compare::split("5"), (Compare::Equal, "5"));
        assert!(Compare::AtMost.holds(5.0, 5.0) && !Compare::Below.holds(5.0, 5.0));
    }
}
