//! The elements that are open, from the root inwards.

use super::vocabulary::Element;

/// How many elements are told apart in one another. What stands deeper is counted only, and is not
/// understood.
const MAX_DEPTH: usize = 64;

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) element: Element,
    /// Whether it is a level of bases.
    pub(super) has_bases: bool,
    /// How many prefixes were bound outside.
    pub(super) bindings: u8,
    /// How many URLs had been found before it.
    pub(super) urls: usize,
}

/// The open elements.
#[derive(Debug)]
pub(super) struct Elements {
    open: [Open; MAX_DEPTH],
    depth: usize,
    /// How many elements were open when an Event began, if one has.
    event: Option<usize>,
    /// How many are open in, and with, one that is not understood.
    opaque: usize,
}

impl Elements {
    pub(super) const NONE: Self = Self {
        open: [Open { element: Element::Other, has_bases: false, bindings: 0, urls: 0 }; MAX_DEPTH],
        depth: 0,
        event: None,
        opaque: 0,
    };

    /// Whether another element can be told apart.
    pub(super) fn have_room(&self) -> bool {
        self.depth < MAX_DEPTH
    }

    /// Whether no element is open.
    pub(super) fn are_none(&self) -> bool {
        self.depth == 0
    }

    /// The innermost element, if it is understood.
    pub(super) fn innermost(&self) -> Option<Open> {
        self.open.get(self.depth.checked_sub(1)?).copied()
    }

    /// Whether what stands here is the payload of an Event.
    pub(super) fn are_in_event(&self) -> bool {
        self.event.is_some()
    }

    /// Whether the innermost element is the root of a patch, and holds its operations.
    pub(super) fn are_in_patch_root(&self) -> bool {
        self.depth == 1 && self.open[0].element == Element::Patch
    }

    /// Whether they are in one that is not understood.
    pub(super) fn are_opaque(&self) -> bool {
        self.opaque > 0
    }

    pub(super) fn push_opaque(&mut self) {
        self.opaque += 1;
    }

    pub(super) fn push(&mut self, open: Open) {
        if let Some(place) = self.open.get_mut(self.depth) {
            *place = open;
            if open.element == Element::Event && self.event.is_none() {
                self.event = Some(self.depth);
            }
            self.depth += 1;
        }
    }

    /// Takes away the innermost element, and gives it if it was understood.
    pub(super) fn pop(&mut self) -> Option<Open> {
        if let Some(opaque) = self.opaque.checked_sub(1) {
            self.opaque = opaque;
            return None;
        }
        let innermost = self.innermost()?;
        self.depth -= 1;
        if self.event == Some(self.depth) {
            self.event = None;
        }
        Some(innermost)
    }
}
