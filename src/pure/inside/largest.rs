//! The largest of many.

/// So many of a list are shown: nobody reads more, and more would make a page slow.
const MOST: usize = 100;

/// The largest of what comes, of the same size what came first. It takes no more memory however
/// much comes.
pub(super) struct Largest<T> {
    /// How much came.
    pub count: usize,
    sized: Vec<(u64, T)>,
}

impl<T> Largest<T> {
    pub fn new() -> Self {
        Self {
            count: 0,
            sized: Vec::new(),
        }
    }

    pub fn add(&mut self, size: u64, one: T) {
        self.count += 1;
        let place = self.sized.partition_point(|(other, _)| *other >= size);
        if place < MOST {
            self.sized.truncate(MOST - 1);
            self.sized.insert(place, (size, one));
        }
    }

    /// The first hundred, the largest first.
    pub fn first(self) -> impl Iterator<Item = T> {
        self.sized.into_iter().map(|(_, one)| one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_are_kept_and_all_are_counted() {
        let sizes = (0..1000_u64).map(|number| number * 7919 % 500);
        let mut largest = Largest::new();
        for (place, size) in sizes.clone().enumerate() {
            largest.add(size, place);
            assert!(largest.sized.len() <= MOST && largest.sized.capacity() < 2 * MOST);
        }
        let mut sorted: Vec<(usize, u64)> = sizes.enumerate().collect();
        sorted.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        let expected = sorted.into_iter().map(|(place, _)| place).take(MOST);
        assert_eq!(largest.count, 1000);
        assert!(largest.first().eq(expected));
    }
}
