//! The known word that an unknown one was most likely meant to be.

/// The nearest of some words by case, separators, last part or a slip of the keyboard; `None` when none is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > 128 {
        return None;
    }
    let plain = bare(word);
    let ranked = known
        .into_iter()
        .filter_map(|candidate| Some((rank(word, &plain, candidate)?, candidate)));
    ranked
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, candidate)| candidate)
}

/// How far a candidate is; `None` when too far.
fn rank(word: &str, plain: &str, candidate: &str) -> Option<usize> {
    let other = bare(candidate);
    if plain == other {
        return Some(0);
    }
    let last = |text: &str| bare(text.rsplit(['.', '/']).next().unwrap_or_default());
    if last(candidate) == *plain || (last(candidate) == last(word) && last(word).len() > 3) {
        return Some(2);
    }
    let distance = strsim::osa_distance(plain, &other);
    let allowed = (plain.chars().count().min(other.len()) / 4).min(3);
    (distance <= allowed).then_some(distance)
}

/// Lower case, letters and digits only.
fn bare(word: &str) -> String {
    word.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
