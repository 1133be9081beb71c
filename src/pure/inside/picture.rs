//! What fills an image, to scale: the folders that lie in one, and in those, row by row.

use super::contents::{Contents, FileOrder};

/// So many rows are drawn, the folder itself among them.
const ROWS: u32 = 4;

/// What is narrower than one part in so many is drawn as one with its like.
const NARROWEST: u64 = 100;

/// A box of the picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    /// What it stands for; nothing if that is several small things.
    pub number: Option<u32>,
    /// Its row, from above.
    pub row: u32,
    /// Where it begins, in compressed bytes from the left edge.
    pub start: u64,
    /// How wide it is, in compressed bytes.
    pub stored: u64,
}

impl Contents {
    /// A folder drawn to scale by compressed size: first the folder itself, as wide as the
    /// picture, and below each box what lies in it, the largest first. Of a folder that takes
    /// nothing there is no picture.
    #[must_use]
    pub fn picture(&self, folder: u32) -> Vec<Cell> {
        let whole = self.item(folder).map_or(0, |item| item.stored);
        if whole == 0 {
            return Vec::new();
        }
        let mut cells = vec![Cell {
            number: Some(folder),
            row: 0,
            start: 0,
            stored: whole,
        }];
        let mut drawn = 0;
        while let Some(cell) = cells.get(drawn).copied() {
            drawn += 1;
            if let Some(number) = cell.number.filter(|_| cell.row + 1 < ROWS) {
                self.draw_below(cell, number, whole, &mut cells);
            }
        }
        cells
    }

    fn draw_below(&self, above: Cell, number: u32, whole: u64, cells: &mut Vec<Cell>) {
        let end = above.start.saturating_add(above.stored);
        let (row, mut start) = (above.row + 1, above.start);
        // What comes behind the first hundred is narrower than one part of a hundred.
        let below = self.list(number, FileOrder::Stored);
        for number in below.first {
            let stored = self.item(number).map_or(0, |item| item.stored);
            if stored < whole / NARROWEST || stored == 0 || stored > end - start {
                continue;
            }
            cells.push(Cell {
                number: Some(number),
                row,
                start,
                stored,
            });
            start += stored;
        }
        if below.count > 0 && start < end {
            cells.push(Cell {
                number: None,
                row,
                start,
                stored: end - start,
            });
        }
    }
}
