//! Memory for the Brotli decoder that may be refused, where the library's own would abort.

use brotli_decompressor::{Allocator, SliceWrapper, SliceWrapperMut};

/// Allocates from the heap.
#[derive(Clone, Copy)]
pub(super) struct Heap;

/// What was allocated. It is empty if there was no memory, which the decoder takes for a refusal.
pub(super) struct Cell<T>(Vec<T>);

impl<T: Clone + Default> Allocator<T> for Heap {
    type AllocatedMemory = Cell<T>;

    fn alloc_cell(&mut self, len: usize) -> Cell<T> {
        let mut cell = Vec::new();
        if cell.try_reserve_exact(len).is_ok() {
            cell.resize(len, T::default());
        }
        Cell(cell)
    }

    fn free_cell(&mut self, cell: Cell<T>) {
        drop(cell);
    }
}

impl<T> Default for Cell<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> SliceWrapper<T> for Cell<T> {
    fn slice(&self) -> &[T] {
        &self.0
    }
}

impl<T> SliceWrapperMut<T> for Cell<T> {
    fn slice_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}
