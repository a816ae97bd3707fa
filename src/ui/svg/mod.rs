//! A drawn screen as an SVG picture: self-contained, the same bytes for the same buffer.

mod shapes;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Modifier, Style};

use crate::ui::text;
use crate::ui::theme::{Rgb, Theme};
use shapes::{Pen, Shape};

/// Columns and rows in units of the picture; the font's size fits them.
const WIDTH: u32 = 9;
const HEIGHT: u32 = 19;
const FONT: &str = "15px ui-monospace,'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,monospace";
/// From the top of a row to the line that the letters stand on.
const BASELINE: u32 = 14;
/// Space around the cells.
const MARGIN: u32 = 14;

/// How a run of cells is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ink {
    color: Rgb,
    bold: bool,
    italic: bool,
}

/// What is drawn rather than written, in the order it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// Filled, so many quarters opaque.
    Filled(Rgb, u8),
    /// Stroked, thick or thin.
    Stroked(Rgb, bool),
}

/// The picture of a buffer.
pub fn picture(buf: &Buffer, theme: &Theme, title: &str) -> String {
    let mut picture = Picture::default();
    for y in buf.area.top()..buf.area.bottom() {
        picture.row(buf, y, theme);
    }
    picture.finish(buf, theme, title)
}

#[derive(Default)]
struct Picture {
    backgrounds: BTreeMap<Rgb, String>,
    layers: BTreeMap<Layer, String>,
    /// Inks in order of first use, which names their classes.
    inks: Vec<Ink>,
    texts: String,
}

/// Consecutive cells that are written with one element.
struct Run {
    column: u32,
    cells: u32,
    ink: Ink,
    text: String,
}

impl Picture {
    fn row(&mut self, buf: &Buffer, y: u16, theme: &Theme) {
        let top = MARGIN + HEIGHT * u32::from(y - buf.area.y);
        let mut run: Option<Run> = None;
        let mut x = buf.area.left();
        while x < buf.area.right() {
            let Some(cell) = buf.cell((x, y)) else { break };
            let column = u32::from(x - buf.area.x);
            let wide = u32::try_from(text::width(cell.symbol()))
                .unwrap_or(1)
                .clamp(1, 2);
            let (ink, background) = look(cell, theme);
            self.background(background, column, wide, top, theme);
            if cell.modifier.contains(Modifier::UNDERLINED) {
                let path = self
                    .layers
                    .entry(Layer::Stroked(ink.color, false))
                    .or_default();
                let _ = write!(
                    path,
                    "M{} {}h{}",
                    MARGIN + column * WIDTH,
                    top + HEIGHT - 2,
                    wide * WIDTH
                );
            }
            if let Some(shape) = shapes::of(cell.symbol()) {
                self.shape(&shape, ink.color, MARGIN + column * WIDTH, top);
                self.end(run.take(), top);
            } else {
                run = self.write(run, cell.symbol(), column, wide, ink, top);
            }
            x = x.saturating_add(u16::try_from(wide).unwrap_or(1));
        }
        self.end(run, top);
    }

    fn background(&mut self, color: Rgb, column: u32, wide: u32, top: u32, theme: &Theme) {
        if color == theme.resolve(theme.text).1 {
            return;
        }
        let path = self.backgrounds.entry(color).or_default();
        extend(path, MARGIN + column * WIDTH, top, wide * WIDTH);
    }

    fn shape(&mut self, shape: &Shape, color: Rgb, x: u32, y: u32) {
        match shape {
            Shape::Block(eighths, quarters) => {
                let path = self
                    .layers
                    .entry(Layer::Filled(color, *quarters))
                    .or_default();
                if *eighths == [0, 0, 8, 8] {
                    extend(path, x, y, WIDTH);
                } else {
                    shapes::block(*eighths, x, y, 1, path);
                }
            }
            Shape::Strokes(strokes) => {
                let heavy = strokes.pen == Pen::Heavy;
                let path = self.layers.entry(Layer::Stroked(color, heavy)).or_default();
                strokes.path(x, y, path);
            }
        }
    }

    /// Adds a cell's text to the run it continues, or begins another.
    fn write(
        &mut self,
        run: Option<Run>,
        symbol: &str,
        column: u32,
        wide: u32,
        ink: Ink,
        top: u32,
    ) -> Option<Run> {
        let blank = symbol.trim().is_empty();
        // Signs that come from other fonts have other widths: each stands for itself.
        let plain = wide == 1 && symbol.chars().all(|c| c < '\u{250}');
        let same = |run: &Run| run.ink == ink && plain && run.text.chars().all(|c| c < '\u{250}');
        match run {
            Some(mut run) if blank && !run.text.ends_with(' ') => {
                run.text.push(' ');
                run.cells += 1;
                Some(run)
            }
            Some(mut run) if !blank && same(&run) => {
                run.text.push_str(symbol);
                run.cells += wide;
                Some(run)
            }
            other => {
                self.end(other, top);
                (!blank).then(|| Run {
                    column,
                    cells: wide,
                    ink,
                    text: symbol.to_owned(),
                })
            }
        }
    }

    fn end(&mut self, run: Option<Run>, top: u32) {
        let Some(run) = run else { return };
        let class = self
            .inks
            .iter()
            .position(|ink| *ink == run.ink)
            .unwrap_or_else(|| {
                self.inks.push(run.ink);
                self.inks.len() - 1
            });
        let text = run.text.trim_end();
        let cells = run.cells - u32::from(text.len() < run.text.len());
        let _ = writeln!(
            self.texts,
            "<text class='{}' x='{}' y='{}' textLength='{}'>{}</text>",
            class_name(class),
            MARGIN + run.column * WIDTH,
            top + BASELINE,
            cells * WIDTH,
            escape(text),
        );
    }

    fn finish(self, buf: &Buffer, theme: &Theme, title: &str) -> String {
        let wide = u32::from(buf.area.width) * WIDTH + 2 * MARGIN;
        let high = u32::from(buf.area.height) * HEIGHT + 2 * MARGIN;
        let (text, page) = theme.resolve(theme.text);
        let mut out = String::new();
        let _ = writeln!(
            out,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {wide} {high}' width='{wide}' height='{high}'>"
        );
        let _ = writeln!(out, "<title>{}</title>", escape(title));
        self.write_styles(&mut out);
        let _ = writeln!(
            out,
            "<rect x='.5' y='.5' width='{}' height='{}' rx='9' fill='{}' stroke='{}'/>",
            wide - 1,
            high - 1,
            page.hex(),
            text.mix(page, 25).hex(),
        );
        for (color, path) in &self.backgrounds {
            let _ = writeln!(out, "<path style='fill:{}' d='{path}'/>", color.hex());
        }
        self.write_layers(&mut out);
        out.push_str(&self.texts);
        out.push_str("</svg>\n");
        out
    }

    /// The font, and a class for each ink.
    fn write_styles(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "<style>text{{font:{FONT};white-space:pre;font-variant-emoji:text}}path{{fill:none;shape-rendering:geometricPrecision}}"
        );
        for (index, ink) in self.inks.iter().enumerate() {
            let bold = if ink.bold { ";font-weight:700" } else { "" };
            let italic = if ink.italic { ";font-style:italic" } else { "" };
            let _ = writeln!(
                out,
                ".{}{{fill:{}{bold}{italic}}}",
                class_name(index),
                ink.color.hex()
            );
        }
        out.push_str("</style>\n");
    }

    /// What is drawn rather than written: blocks and lines.
    fn write_layers(&self, out: &mut String) {
        for (layer, path) in &self.layers {
            match layer {
                Layer::Filled(color, quarters) => {
                    let opacity = if *quarters < 4 {
                        format!(" fill-opacity='.{}'", u32::from(*quarters) * 25)
                    } else {
                        String::new()
                    };
                    let _ = writeln!(
                        out,
                        "<path style='fill:{}'{opacity} d='{path}'/>",
                        color.hex()
                    );
                }
                Layer::Stroked(color, heavy) => {
                    let width = if *heavy { "2.5" } else { "1.2" };
                    let _ = writeln!(
                        out,
                        "<path stroke='{}' stroke-width='{width}' d='{path}'/>",
                        color.hex()
                    );
                }
            }
        }
    }
}

/// Adds a box of a row's height; one that ends where it begins is made longer instead.
fn extend(path: &mut String, x: u32, y: u32, wide: u32) {
    if let Some((head, from, across)) = last_box(path)
        && let Some(end) = from.checked_add(across)
        && end == x
        && path
            .get(head..)
            .is_some_and(|last| last.starts_with(&format!("M{from} {y}h")))
    {
        path.truncate(head);
        let _ = write!(path, "M{from} {y}h{0}v{HEIGHT}h-{0}z", across + wide);
        return;
    }
    let _ = write!(path, "M{x} {y}h{wide}v{HEIGHT}h-{wide}z");
}

/// Where the last box of a path begins, its left edge and its width.
fn last_box(path: &str) -> Option<(usize, u32, u32)> {
    let head = path.rfind('M')?;
    let (from, rest) = path.get(head + 1..)?.split_once(' ')?;
    let (_, rest) = rest.split_once('h')?;
    let (across, _) = rest.split_once('v')?;
    Some((head, from.parse().ok()?, across.parse().ok()?))
}

/// Ink and background of a cell.
fn look(cell: &Cell, theme: &Theme) -> (Ink, Rgb) {
    let style = Style {
        fg: Some(cell.fg),
        bg: Some(cell.bg),
        ..Style::new()
    }
    .add_modifier(cell.modifier);
    let (fg, bg) = theme.resolve(style);
    let dim = cell.modifier.contains(Modifier::DIM);
    let ink = Ink {
        color: if dim { fg.mix(bg, 60) } else { fg },
        bold: cell.modifier.contains(Modifier::BOLD),
        italic: cell.modifier.contains(Modifier::ITALIC),
    };
    (ink, bg)
}

/// a, b, … z, aa, ab, …
fn class_name(index: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or(0));
    match index / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", class_name(more - 1)),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
