//! Every theme can be read: words stand out from the page, and from each line that is set off by its background.

use playscope::ui::theme::{BUILT_IN, Kind, Rgb, Theme};

/// What WCAG asks of text (AA), and of strong contrast (AAA).
const READABLE: f64 = 4.5;
const STRONG: f64 = 7.0;
/// What it asks of lines and blocks.
const SEEN: f64 = 3.0;

/// Roles that stand for the background of a whole line.
const LINES: [&str; 3] = ["selection", "resting", "header"];

fn themes() -> impl Iterator<Item = Theme> {
    BUILT_IN.iter().map(|(name, _)| Theme::named(name).unwrap())
}

#[test]
fn there_are_themes_for_everyone() {
    let names: Vec<String> = themes().map(|theme| theme.name).collect();
    assert!(names.len() >= 8, "{names:?}");
    for (known, theme) in BUILT_IN.iter().zip(&names) {
        assert_eq!(known.0, theme, "a theme is listed under another name");
    }
}

#[test]
fn words_and_marks_stand_out_from_the_page() {
    let mut faint = Vec::new();
    for theme in themes() {
        let strong = theme.name.starts_with("high-contrast");
        for (role, kind, style) in theme.roles() {
            let (fg, bg) = theme.resolve(style);
            let wanted = match kind {
                Kind::Words if strong => STRONG,
                Kind::Words => READABLE,
                // A frame says nothing that is not said without it.
                Kind::Marks if role == "border" => 2.5,
                Kind::Marks => SEEN,
            };
            let have = fg.contrast(bg);
            if have < wanted {
                faint.push(format!(
                    "{}: {role} has {have:.1}, needs {wanted}",
                    theme.name
                ));
            }
        }
    }
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

#[test]
fn words_stand_out_on_selected_lines_and_on_the_header() {
    let mut faint = Vec::new();
    for theme in themes() {
        for line in LINES {
            let style = theme.roles().find(|(role, ..)| *role == line).unwrap().2;
            let Some(background) = style.bg.map(|bg| Rgb::of(bg, theme.page.background)) else {
                continue;
            };
            let words = theme.roles().filter(|(role, kind, style)| {
                *kind == Kind::Words && style.bg.is_none() && !LINES.contains(role)
            });
            for (role, _, style) in words {
                let (fg, _) = theme.resolve(style);
                let have = fg.contrast(background);
                if have < READABLE - 0.5 {
                    faint.push(format!("{}: {role} on {line} has {have:.1}", theme.name));
                }
            }
        }
    }
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}
