//! Blocks and lines as geometry: drawn as text they would leave seams between the cells.

use std::fmt::Write as _;

use super::{HEIGHT, WIDTH};

/// What a cell's sign looks like when it is drawn rather than written.
pub(super) enum Shape {
    /// A filled part of the cell in eighths: left, top, width, height; and how opaque, in quarters.
    Block([u32; 4], u8),
    /// Strokes from the middle of the cell.
    Strokes(Strokes),
}

/// Strokes from the middle of the cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strokes {
    /// Where they go: `l`eft, `r`ight, `u`p, `d`own.
    ways: &'static str,
    /// How they are drawn.
    pub(super) pen: Pen,
}

/// How a stroke is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Pen {
    /// One thin line.
    #[default]
    Light,
    /// One thick line.
    Heavy,
    /// Two lines across, the rest thin.
    Double,
    /// A thin line with a round corner.
    Round,
}

/// The shape of a sign, if it is one that is drawn.
pub(super) fn of(symbol: &str) -> Option<Shape> {
    let mut chars = symbol.chars();
    let (sign, None) = (chars.next()?, chars.next()) else {
        return None;
    };
    let code = u32::from(sign);
    Some(match sign {
        '█' => Shape::Block([0, 0, 8, 8], 4),
        '▁'..='▇' => Shape::Block([0, 8 - (code - 0x2580), 8, code - 0x2580], 4),
        '▉'..='▏' => Shape::Block([0, 0, 0x2590 - code, 8], 4),
        '▀' => Shape::Block([0, 0, 8, 4], 4),
        '▐' => Shape::Block([4, 0, 4, 8], 4),
        '░' => Shape::Block([0, 0, 8, 8], 1),
        '▒' => Shape::Block([0, 0, 8, 8], 2),
        '▓' => Shape::Block([0, 0, 8, 8], 3),
        _ => Shape::Strokes(strokes(sign)?),
    })
}

fn strokes(sign: char) -> Option<Strokes> {
    let (ways, pen) = match sign {
        '─' => ("lr", Pen::Light),
        '│' => ("ud", Pen::Light),
        '┌' => ("rd", Pen::Light),
        '┐' => ("ld", Pen::Light),
        '└' => ("ru", Pen::Light),
        '┘' => ("lu", Pen::Light),
        '├' => ("rud", Pen::Light),
        '┤' => ("lud", Pen::Light),
        '┬' => ("lrd", Pen::Light),
        '┴' => ("lru", Pen::Light),
        '┼' => ("lrud", Pen::Light),
        '╭' => ("rd", Pen::Round),
        '╮' => ("ld", Pen::Round),
        '╰' => ("ru", Pen::Round),
        '╯' => ("lu", Pen::Round),
        '━' => ("lr", Pen::Heavy),
        '┃' => ("ud", Pen::Heavy),
        '═' => ("lr", Pen::Double),
        '╞' => ("rud", Pen::Double),
        '╡' => ("lud", Pen::Double),
        '╪' => ("lrud", Pen::Double),
        _ => return None,
    };
    Some(Strokes { ways, pen })
}

impl Strokes {
    /// Adds the path of the strokes in the cell at (x, y).
    pub(super) fn path(self, x: u32, y: u32, out: &mut String) {
        let [left, right, up, down] = ['l', 'r', 'u', 'd'].map(|way| self.ways.contains(way));
        let mid_x = f64::from(x) + f64::from(WIDTH) / 2.0;
        let mid_y = f64::from(y) + f64::from(HEIGHT) / 2.0;
        let (start_x, end_x) = (f64::from(x), f64::from(x + WIDTH));
        let (start_y, end_y) = (f64::from(y), f64::from(y + HEIGHT));
        if self.pen == Pen::Round {
            let to_x = if left { start_x } else { end_x };
            let from_y = if up { start_y } else { end_y };
            let _ = write!(out, "M{mid_x} {from_y}Q{mid_x} {mid_y} {to_x} {mid_y}");
            return;
        }
        if left || right {
            let from = if left { start_x } else { mid_x };
            let to = if right { end_x } else { mid_x };
            if self.pen == Pen::Double {
                let (above, below) = (mid_y - 1.5, mid_y + 1.5);
                let _ = write!(out, "M{from} {above}H{to}M{from} {below}H{to}");
            } else {
                across(from, to, mid_y, out);
            }
        }
        if up || down {
            let from = if up { start_y } else { mid_y };
            let to = if down { end_y } else { mid_y };
            let _ = write!(out, "M{mid_x} {from}V{to}");
        }
    }
}

/// Adds a line across; one that ends where it begins is made longer instead.
fn across(from: f64, to: f64, y: f64, out: &mut String) {
    let last = out.rfind('M').and_then(|head| out.get(head..));
    let end = format!("H{from}");
    let joins = last.is_some_and(|last| last.ends_with(&end) && last.contains(&format!(" {y}H")));
    if joins {
        out.truncate(out.len() - end.len());
        let _ = write!(out, "H{to}");
    } else {
        let _ = write!(out, "M{from} {y}H{to}");
    }
}

/// Adds the path of a block in the cell at (x, y), `cells` columns wide.
pub(super) fn block(eighths: [u32; 4], x: u32, y: u32, cells: u32, out: &mut String) {
    let [left, top, wide, high] = eighths;
    let along = |part: u32, whole: u32| f64::from(part * whole) / 8.0;
    // Rows and columns are snapped so that neighbours meet without a seam.
    let top_y = f64::from(y) + along(top, HEIGHT);
    let from = f64::from(x) + along(left, WIDTH);
    let across = along(wide, WIDTH) + f64::from((cells - 1) * WIDTH);
    let down = along(high, HEIGHT);
    let _ = write!(out, "M{from} {top_y}h{across}v{down}h-{across}z");
}
