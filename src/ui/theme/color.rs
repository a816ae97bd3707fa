//! Arithmetic on colours: contrast, and the nearest one that a terminal can show.

use ratatui::style::{Color, Style};

use super::Page;

/// A colour as pictures need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// 24 bit.
    Full,
    /// The palette of 256.
    Indexed,
    /// The 16 that the user's own scheme defines.
    Basic,
}

/// The 16 colours as xterm draws them; a terminal's scheme may differ.
const BASIC: [(Color, Rgb); 16] = [
    (Color::Black, Rgb(0, 0, 0)),
    (Color::Red, Rgb(205, 0, 0)),
    (Color::Green, Rgb(0, 205, 0)),
    (Color::Yellow, Rgb(205, 205, 0)),
    (Color::Blue, Rgb(0, 0, 238)),
    (Color::Magenta, Rgb(205, 0, 205)),
    (Color::Cyan, Rgb(0, 205, 205)),
    (Color::Gray, Rgb(229, 229, 229)),
    (Color::DarkGray, Rgb(127, 127, 127)),
    (Color::LightRed, Rgb(255, 0, 0)),
    (Color::LightGreen, Rgb(0, 255, 0)),
    (Color::LightYellow, Rgb(255, 255, 0)),
    (Color::LightBlue, Rgb(92, 92, 255)),
    (Color::LightMagenta, Rgb(255, 0, 255)),
    (Color::LightCyan, Rgb(0, 255, 255)),
    (Color::White, Rgb(255, 255, 255)),
];

impl Rgb {
    /// The colour of a cell; `own` is what the terminal's own colour is taken for.
    pub fn of(color: Color, own: Rgb) -> Self {
        match color {
            Color::Rgb(r, g, b) => Rgb(r, g, b),
            Color::Indexed(index) => indexed(index),
            named => BASIC
                .iter()
                .find(|(basic, _)| *basic == named)
                .map_or(own, |(_, rgb)| *rgb),
        }
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// So many hundredths of this colour, the rest of the other.
    #[must_use]
    pub fn mix(self, other: Rgb, hundredths: u32) -> Rgb {
        let share = hundredths.min(100);
        let mix = |a: u8, b: u8| {
            let sum = u32::from(a) * share + u32::from(b) * (100 - share);
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Rgb(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }

    /// WCAG's ratio of contrast, 1 to 21.
    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// How far two colours are apart, to the eye rather than in numbers.
    fn distance(self, other: Rgb) -> i64 {
        let d = |a: u8, b: u8| (i64::from(a) - i64::from(b)).pow(2);
        3 * d(self.0, other.0) + 4 * d(self.1, other.1) + 2 * d(self.2, other.2)
    }

    /// The hue in degrees and how much of it there is, 0 to 255.
    fn hue(self) -> (i32, i32) {
        let (r, g, b) = (i32::from(self.0), i32::from(self.1), i32::from(self.2));
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let spread = max - min;
        if spread == 0 {
            return (0, 0);
        }
        let hue = if max == r {
            60 * (g - b) / spread
        } else if max == g {
            120 + 60 * (b - r) / spread
        } else {
            240 + 60 * (r - g) / spread
        };
        (hue.rem_euclid(360), spread)
    }
}

fn indexed(index: u8) -> Rgb {
    let level = |value: u8| if value == 0 { 0 } else { 55 + 40 * value };
    match index {
        0..16 => BASIC[usize::from(index)].1,
        16..232 => {
            let index = index - 16;
            Rgb(level(index / 36), level(index / 6 % 6), level(index % 6))
        }
        232.. => {
            let gray = 8 + 10 * (index - 232);
            Rgb(gray, gray, gray)
        }
    }
}

impl Depth {
    /// The nearest style that this depth can show.
    pub(super) fn reduce_style(self, style: Style, page: Page) -> Style {
        let on = |color: Color| self.reduce(color, page);
        Style {
            fg: style.fg.map(on),
            bg: style.bg.map(on),
            ..style
        }
    }

    fn reduce(self, color: Color, page: Page) -> Color {
        let Color::Rgb(r, g, b) = color else {
            return color;
        };
        let rgb = Rgb(r, g, b);
        match self {
            Depth::Full => color,
            Depth::Indexed => {
                let nearest = (16..=255).min_by_key(|index| indexed(*index).distance(rgb));
                nearest.map_or(color, Color::Indexed)
            }
            Depth::Basic => basic(rgb, page),
        }
    }
}

/// One of the 16 by hue; greys near the page's own colours become the terminal's own, whose contrast
/// the user's scheme sees to.
fn basic(rgb: Rgb, page: Page) -> Color {
    let (hue, spread) = rgb.hue();
    if spread < 40 {
        let to_text = rgb.distance(page.text);
        let to_page = rgb.distance(page.background);
        let to_gray = rgb.distance(Rgb(127, 127, 127));
        return if to_gray < to_text && to_gray < to_page {
            Color::DarkGray
        } else {
            Color::Reset
        };
    }
    match hue {
        0..25 | 335.. => Color::Red,
        25..70 => Color::Yellow,
        70..165 => Color::Green,
        165..200 => Color::Cyan,
        200..260 => Color::Blue,
        _ => Color::Magenta,
    }
}
